import { expect, test } from 'vitest';
import { withGivenInputs } from '../../src/approval/given-inputs.ts';
import { resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { endedMessage } from '../../src/teams/card/request-card.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { endedAs, request, waiting } from '../support/requests.ts';

const ASKED = request({
  name: 'Ben',
  details: { Environment: 'production' },
  inputs: [
    { name: 'window', label: 'Window', type: 'choice', options: ['day', 'night'] },
    { name: 'notify', label: 'Tell *the* team', type: 'yesno' },
  ],
});
const resolution = {
  status: 'approved' as const,
  at: new Date('2026-11-28T12:00:00Z'),
  vote: {
    action: 'approve',
    who: { name: 'Ann', id: 'U0ANN0001' },
    via: 'slack',
    at: new Date('2026-11-28T12:00:00Z'),
    inputs: { notify: false, window: 'night' },
  },
};
const approval = endedAs(resolution, waiting(ASKED));

test('What a person gave is below the other details, in words', () => {
  expect(withGivenInputs(approval, resolution, wordingFor('en')).request.details).toEqual([
    { label: 'Environment', value: 'production' },
    { label: 'Tell *the* team', value: 'No' },
    { label: 'Window', value: 'night' },
  ]);
});

test('A request without inputs stays as it is', () => {
  const other = endedAs({ status: 'expired' });
  expect(withGivenInputs(other, { status: 'expired' }, wordingFor('en'))).toBe(other);
});

test.each([
  ['Slack', () => resolvedMessage(approval, resolution)],
  ['Teams', () => endedMessage(approval, resolution)],
])('The message of %s shows it after the decision', (_, message) => {
  const text = JSON.stringify(message());
  expect(text).toContain('night');
  expect(text).toContain('No');
});
