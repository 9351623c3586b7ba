import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contradictions } from '../../../src/tools/faults/ends.ts';
import { play } from '../../../src/tools/faults/play.ts';
import { SCENARIOS } from '../../../src/tools/faults/scenarios.ts';
import { isRaw, plain } from '../../../src/tools/faults/seen.ts';
import type { Fault, Service } from '../../../src/tools/faults/services.ts';

const APPROVED = 'approved once; the message and the card show it; mailed once; replied once';

/** The hardest parts of `npm run faults`. */
const HARDEST: [title: string, service: Service, fault: Fault, ends: string][] = [
  ['A link decides', 'states', 'hang', APPROVED],
  ['A link decides, after its history was read', 'states', 'lost', APPROVED],
  ['Approve is pressed in Slack', 'states', 'lost', APPROVED],
  [
    'The cancellation is confirmed',
    'states',
    'lost',
    'cancelled once; the message and the card show it; mailed once; replied once',
  ],
  ['A request is sent', 'slack', 'lost', `1 message, 1 card and 1 mail ask; ${APPROVED}`],
  ['Approve is pressed in Teams', 'states', 'lost', APPROVED],
  ['Approve is pressed in Teams', 'teams', 'HTTP 404', APPROVED],
  ['An approval has ended, and its outcome is told', 'teams', 'HTTP 412', APPROVED],
  ['An approval has ended, and its outcome is told', 'secretsmanager', 'reset', APPROVED],
  [
    'An approval has ended, and its outcome is told',
    'slack',
    'reset',
    'approved once; the message and the card show it; mailed once; ApprovalOutcome fails, which is an alarm',
  ],
  ['A request is sent', 'events', 'hang', `1 message, 1 card and 1 mail ask; ${APPROVED}`],
  ['An approval has ended, and its outcome is told', 'events', 'deny', APPROVED],
  ['A reminder is due', 'slack', 'lost', APPROVED],
  ['A reminder is due, and a person decides in the same moment', 'slack', 'hang', APPROVED],
];

describe.concurrent('true in the end', () => {
  test.each(HARDEST)('%s, %s: %s', async (title, service, fault, ends) => {
    const scenario = SCENARIOS.find((one) => one.title === title);
    if (!scenario) throw new TypeError(`There is no scenario “${title}”.`);
    const result = await play({ scenario, service, fault });
    expect(result.violations).toEqual([]);
    expect(result.ends).toBe(ends);
    expect(result.logged).not.toBe('');
  });
});

test('a scenario that fails is a violation', async () => {
  const scenario = { title: 'x', uses: [], play: () => Promise.reject(new Error('The page must open.')) };
  const { violations } = await play({ scenario, service: 'kms', fault: 'hang' });
  expect(violations).toEqual(['Error: The page must open.']);
});

test('a raw error that a person sees is a violation', async () => {
  const played = { sees: 'TimeoutError: socket hang up', ends: '', violations: [] };
  const scenario = { title: 'x', uses: [], play: async () => played };
  const { violations } = await play({ scenario, service: 'kms', fault: 'hang' });
  expect(violations).toEqual(['A raw error is shown: TimeoutError: socket hang up']);
});

test.each([
  ['yes', true, 0],
  ['yes', false, 1],
  ['no', true, 1],
  ['no', false, 0],
  ['cannot tell', true, 0],
  ['cannot tell', false, 0],
] as const)('an answer that says “%s” when it is %s: %i contradictions', (isDone, happened, count) => {
  expect(contradictions({ text: '', isDone }, happened)).toHaveLength(count);
});

test.each([
  'Error [ERR_X]: failed\n    at send (file:///app/index.js:10:5)',
  'AccessDeniedException',
  'connect ECONNREFUSED 127.0.0.1:80',
  '{"message":"Internal Server Error"}',
  'Requested by undefined',
])('“%s” is a raw error', (text) => {
  expect(isRaw(text)).toBe(true);
});

test.each([
  'This did not work, and nothing was changed. Try again in a moment.',
  'Something went wrong on our side. Open the link again to see whether your answer was recorded.',
  'E-mail: something went wrong. The log has the details.',
])('“%s” is a sentence for people', (text) => {
  expect(isRaw(text)).toBe(false);
});

test('ids, times and places are left out, so that each run writes the same', () => {
  const text =
    'Requested by <@U012ABC> · 3 seconds ago · `4f1d2c3b-aaaa-bbbb-cccc-0123456789ab` in <#C012|approvals>, <https://x.example/y|open>';
  expect(plain(text)).toBe('Requested by @person · TIME ago · `ID` in #channel, LINK open>');
});

test('docs/faults.md has a table for each scenario', () => {
  const page = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
  const titles = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(titles).toEqual(SCENARIOS.map(({ title }) => title));
});
