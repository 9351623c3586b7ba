import type { Context, Payload } from '../../src/callback/payload.ts';
import { ANN, linkOf } from './web-rounds.ts';

/** One input of each type. */
export const INPUTS = [
  { name: 'reason', label: 'Why <now>?', type: 'text', required: true },
  { name: 'hours', label: 'Hours', type: 'number', default: 1.5 },
  { name: 'window', label: 'Window', type: 'choice', options: ['day', 'night & weekend'], required: true },
  { name: 'until', label: 'Until', type: 'date', default: '2026-12-01' },
  { name: 'notify', label: 'Tell the team', type: 'yesno', required: true },
];
export const ACTIONS = [
  { name: 'grant', label: 'Grant access', outcome: 'approve', output: { hours: 1 } },
  { name: 'ask', label: 'Ask security', outcome: 'other', inputs: ['reason'] },
  { name: 'deny', label: 'Deny', outcome: 'reject' },
] as const;
export const REQUEST_WITH_INPUTS = { name: 'Ben', approvers: [ANN], actions: ACTIONS, inputs: INPUTS };

/** What a form sends that lacks nothing. */
export const GOOD = {
  'input.reason': ' fix ',
  'input.hours': '2',
  'input.window': 'night & weekend',
  'input.until': '',
  'input.notify': 'false',
};

/** What Ann's link for one of the answers means. */
export function ownLink(name: string, change: Partial<Context> = {}): Payload {
  const { context, ...rest } = linkOf();
  const { rounds: _, ...policy } = context ?? {};
  const { label = '', outcome } = ACTIONS.find((action) => action.name === name) ?? {};
  const failure = { name, type: 'failure', error: 'rejected', cause: 'no', confirm: true } as const;
  const success = { name, type: 'success', output: { name_in_output: 'Ben' }, confirm: true } as const;
  const own: Context = { label, ...(outcome && { outcome }), ...(name !== 'deny' && { inputs: true }) };
  return {
    ...rest,
    action: name === 'deny' ? failure : success,
    context: { ...policy, ...own, title: 'Access for Ben', recipient: ANN, ...change },
  } as Payload;
}
