import { lookOf } from '../../src/approval/buttons.ts';
import type { Button } from '../../src/approval/surface.ts';
import { request } from './requests.ts';

/** A request with custom answers and an input of each type. */
export const CUSTOM_ANSWERS = {
  inputs: [
    { name: 'why', label: 'Why', type: 'text', required: true },
    { name: 'hours', label: 'Hours', type: 'number' },
    { name: 'window', label: 'Window', type: 'choice', options: ['day', 'night'] },
    { name: 'until', label: 'Until', type: 'date' },
    { name: 'notify', label: 'Tell the team', type: 'yesno' },
  ],
  actions: [
    { name: 'grant_1h', label: 'Approve for 1 hour', outcome: 'approve', style: 'primary' },
    { name: 'ask', label: 'Ask security first', outcome: 'other', inputs: ['why'] },
    { name: 'deny', label: 'Not now', outcome: 'reject' },
  ],
};

/** Its buttons, as they are made for a mail. */
export function ownButtons(link: string, input: object = CUSTOM_ANSWERS): readonly Button[] {
  return request({ name: 'Ben', ...input }).actions.map((action) => ({
    action: action.name,
    sealed: '3-Qk5z',
    url: `${link}&action=${action.name}`,
    ...lookOf(action),
  }));
}
