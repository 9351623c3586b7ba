import { expect, test } from 'vitest';
import { cardsFor } from '../../src/local/teams/cards-for.ts';
import { PEOPLE } from '../../src/local/teams/tenant.ts';
import { DECIDE_PREFIX } from '../../src/slack/blocks/decide-buttons.ts';
import { DELEGATE, DELEGATE_TO } from '../../src/teams/card/delegate-actions.ts';
import { startTestStack } from './support/test-stack.ts';

test('two people approve in Teams, and a vote between two rounds goes on by itself', async () => {
  const { stack, startExecution, until } = await startTestStack();
  await startExecution({ name: 'Ben', approvals: 3, surfaces: ['teams'] });
  const card = await until('the card', () =>
    stack.teams.messages().find((message) => JSON.stringify(message).includes('"Action.Execute"')),
  );
  const shown = () => {
    const message = stack.teams.messages().find(({ id }) => id === card.id);
    return JSON.stringify(message ? cardsFor(message, 'nobody') : []);
  };
  const press = (user: string) => stack.teams.press({ user, activity: card.id, action: '#0' });

  // The next round begins a second after each vote, so two of these votes come between two rounds.
  await Promise.all(['ann', 'ben', 'cleo'].map(press));

  const ended = await until('the end', () => stack.executions().find(({ status }) => status !== 'RUNNING'));
  const { output } = JSON.parse(ended.output ?? '{}');
  expect(output.decisions.map(({ by }: { by: string }) => by).toSorted()).toEqual([
    'Ann Lindqvist',
    'Ben Okafor',
    'Cleo Marchetti',
  ]);
  await until('the card to show all votes', () => shown().includes('3 of 3 approvals'));
  await until('the private messages', () =>
    JSON.stringify(stack.teams.messages()).includes('Your vote counts'),
  );
});

test('an approver names another person in the card, who is told and decides', async () => {
  const { stack, startExecution, until } = await startTestStack();
  const [ann, ben] = PEOPLE.map(({ aadObjectId }) => aadObjectId);
  await startExecution({
    name: 'Ben',
    approvers: [`aad:${ann}`],
    delegation: 'anyone',
    surfaces: ['teams'],
  });
  const shown = () => JSON.stringify(stack.teams.messages());
  const card = await until('the card', () =>
    stack.teams.messages().find((message) => JSON.stringify(message).includes('"Action.Execute"')),
  );

  const values = { [DELEGATE_TO.person]: ben ?? '' };
  await stack.teams.press({ user: 'ann', activity: card.id, action: DELEGATE, values });

  expect(shown()).toMatch(/Ben Okafor \(aad:\w+…\) decides in your place now\./);
  await until('Ben to be told', () =>
    /Ann Lindqvist \(\S+\) asks you to decide in their place/.test(shown()),
  );
  await until('the card to show it', () => /Ann Lindqvist \(\S+\) → Ben Okafor \(\S+\)/.test(shown()));
  await until('the new round', () => {
    const { history = [] } = stack.executions()[0] ?? {};
    return history.filter(({ type }) => type === 'TaskSubmitted').length === 2;
  });
  await stack.teams.press({ user: 'ben', activity: card.id, action: '#0' });
  const ended = await until('the end', () => stack.executions().find(({ status }) => status !== 'RUNNING'));
  expect(JSON.parse(ended.output ?? '{}').output).toMatchObject({
    decision: { by: 'Ben Okafor' },
    delegations: [{ from: { by: 'Ann Lindqvist' }, to: `aad:${ben}`, name: 'Ben Okafor' }],
  });
});

test('a webhook gets a card for each stage and for the end, and none for each vote', async () => {
  const { stack, startExecution, until } = await startTestStack({ env: { TEAMS_WEBHOOK: 'true' } });
  await startExecution({ name: 'Ben', stages: [{ approvals: 2 }, { title: 'Finance' }] });
  const cards = () => stack.teams.messages().map((message) => JSON.stringify(message));
  await until('the first card', () => cards().length === 1);
  const [message] = (await until('the message', () => stack.slack?.messages())) ?? [];
  const vote = async (user: string) => {
    const { channel = '', ts = '' } = message ?? {};
    await stack.slack?.press({ user, channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  };
  const rounds = (count: number) =>
    until(`round ${count}`, () => {
      const { history = [] } = stack.executions()[0] ?? {};
      return history.filter(({ type }) => type === 'TaskSubmitted').length === count;
    });

  await rounds(1);
  await vote('ann');
  await rounds(2);
  expect(cards()).toHaveLength(1);
  await vote('ben');
  await rounds(3);
  await vote('cleo');
  await until('the end', () => stack.executions().find(({ status }) => status === 'SUCCEEDED'));
  await until('the card of the end', () => cards().length === 3);

  expect(cards()[0]).toContain('**Stage 1 of 2** · 0 of 2 approvals');
  expect(cards()[1]).toContain('**Stage 2 of 2: Finance** · 0 of 1 approval');
  expect(cards()[2]).toContain('Stage 1 of 2 · 2 of 2 approvals: ann');
});
