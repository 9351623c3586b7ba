import { expect, test } from 'vitest';
import { cardsFor } from '../../src/local/teams/cards-for.ts';
import { CUSTOM_ANSWERS, LARGEST } from '../support/custom-answers.ts';
import { startTestStack } from './support/test-stack.ts';

/** Starts a request in Teams only. */
async function startAsked(input: object) {
  const { stack, startExecution, until } = await startTestStack();
  await startExecution({ ...input, surfaces: ['teams'] });
  const { id: activity } = await until('the card', () =>
    stack.teams.messages().find((message) => JSON.stringify(message).includes('"Action.Execute"')),
  );
  const [ann] = stack.teams.people;
  return {
    press: (action: string, values: Record<string, string> = {}) =>
      stack.teams.press({ user: 'ann', activity, action, values }),
    /** What Ann sees. */
    shown: () => {
      const message = stack.teams.messages().find(({ id }) => id === activity);
      return JSON.stringify(message && ann ? cardsFor(message, ann.id) : []);
    },
    async output() {
      const ended = await until('the end', () =>
        stack.executions().find(({ status }) => status !== 'RUNNING'),
      );
      return JSON.parse(ended.output ?? '{}').output;
    },
  };
}

test('a form is filled in, corrected and sent in the card', async () => {
  const { press, shown, output } = await startAsked(CUSTOM_ANSWERS);
  const form = (hours: string) => ({
    'input:approve_for:ticket': 'OPS-7',
    'input:approve_for:hours': hours,
    'input:approve_for:region': 'us-east-1',
    'input:approve_for:night': 'false',
  });
  // Teams takes this number, and Countersign does not: its last digit would be lost.
  await press('Approve for a time', form('9007199254740993'));
  expect(shown()).toContain('This number has too many digits to be stored exactly.');

  await press('Approve for a time', form('2.5'));

  expect(await output()).toMatchObject({
    scope: 'part',
    decision: {
      label: 'Approve for a time',
      inputs: { ticket: 'OPS-7', hours: 2.5, region: 'us-east-1', from: '2026-12-01', night: false },
    },
  });
  expect(shown()).toContain('✅ Approved (Approve for a time) by Ann Lindqvist');
});

test('the largest form is asked for by a press, page by page', async () => {
  const { press, shown, output } = await startAsked(LARGEST);
  const values = LARGEST.inputs.map(({ name, options }) => [name, options[9] ?? ''] as const);
  const filled = Object.fromEntries(values.map(([name, value]) => [`input:answer_1:${name}`, value]));

  await press('Answer 1 …');
  while (shown().includes('"title":"Next"')) await press('Next', filled);
  await press('Answer 1', { ...filled, 'comment:answer_1': 'fine' });

  expect((await output()).decision).toMatchObject({ comment: 'fine', inputs: Object.fromEntries(values) });
});
