import { expect, test } from 'vitest';
import { openLink, submitForm } from '../../src/local/demo/visitor.ts';
import { cardsFor } from '../../src/local/teams/cards-for.ts';
import { startTestStack } from './support/test-stack.ts';

/** Starts an approval, and waits until it is asked in Teams and by e-mail. */
async function startAsked() {
  const started = await startTestStack();
  const { stack, startExecution, until } = started;
  await startExecution({ name: 'Ben' });
  const card = await until('the card with its buttons', () =>
    stack.teams.messages().find((message) => JSON.stringify(message).includes('"Action.Execute"')),
  );
  const mail = await until('the mail', () => stack.emails()[0]);
  const shown = () => {
    const message = stack.teams.messages().find(({ id }) => id === card.id);
    return JSON.stringify(message ? cardsFor(message, 'nobody') : []);
  };
  return { ...started, card, mail, shown };
}

test('a request that is decided in Teams is decided everywhere', async () => {
  const { stack, card, until, shown } = await startAsked();
  await stack.teams.press({ user: 'ben', activity: card.id, action: '#0' });
  const ended = await until('the end', () => stack.executions().find(({ status }) => status === 'SUCCEEDED'));
  expect(JSON.parse(ended.output ?? '')).toMatchObject({ output: { decision: { via: 'teams' } } });
  await until('the card to show it', () => shown().includes('Approved by Ben Okafor'));
  expect(shown()).not.toContain('Action.Execute');
  await until('Slack to show it', () => JSON.stringify(stack.slack?.messages()).includes('in Teams'));
});

test('a request that is decided by e-mail is shown as decided in Teams, without buttons', async () => {
  const { stack, card, mail, until, shown } = await startAsked();
  const [, link = ''] = /^Approve:\n(\S+)/m.exec(mail.message) ?? [];
  await submitForm(link, await openLink(link));
  await until('the card to show it', () => shown().includes('by e-mail'));
  const late = stack.teams.press({ user: 'ann', activity: card.id, action: '#0' });
  await expect(late).rejects.toMatchObject({ code: 'UnknownAction' });
});

test('of two presses at once, one decides, and the other is told so privately', async () => {
  const { stack, card } = await startAsked();
  const press = (user: string) => stack.teams.press({ user, activity: card.id, action: '#0' });
  await Promise.all([press('ann'), press('ben')]);
  const { private_answers = {} } = stack.teams.messages().find(({ id }) => id === card.id) ?? {};
  expect(Object.values(private_answers)).toMatchObject([{ text: expect.stringContaining('Already') }]);
});

test.each([
  ['dana', 'a guest'],
  ['eli', 'a person of another tenant'],
])('%s, who is %s, may not decide', async (user) => {
  const { stack, card, shown } = await startAsked();
  await stack.teams.press({ user, activity: card.id, action: '#0' });
  const { private_answers = {} } = stack.teams.messages().find(({ id }) => id === card.id) ?? {};
  expect(Object.values(private_answers)).toMatchObject([
    { is_error: true, text: expect.stringContaining('not accepted') },
  ]);
  expect(shown()).toContain('Action.Execute');
  expect(stack.executions()[0]?.status).toBe('RUNNING');
});

test.each([
  ['pager', 'This deployment does not have “pager” as a surface. It has: slack, teams, email.'],
  ['slack, teams, email', 'Requested: Approval for Ben.'],
])('a command knows the surfaces of the laptop: %s', async (surfaces, answer) => {
  const { stack, until } = await startTestStack();
  await stack.teams.say({ text: `@Countersign start Ben surfaces: ${surfaces}` });
  await until('the answer', () => JSON.stringify(stack.teams.messages()).includes(answer));
});
