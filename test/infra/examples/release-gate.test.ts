import { expect, test } from 'vitest';
import { app } from '../../../infra/examples/release-gate.ts';
import { linkOf, openLink, submitForm } from '../../../src/local/demo/visitor.ts';
import { runExample } from './support/run-example.ts';
import { synthesizedExample } from './support/synthesized-example.ts';

const example = synthesizedExample(app, 'ReleaseGate');
const ask = () => runExample(example, { version: '1.2', changes: 'Faster search' });

test('it deploys when two people have approved, in Slack and by e-mail', async () => {
  const running = await ask();
  const link = linkOf('Approve', await running.mailTo('ben@example.com'));

  await annApproves(running);
  expect(running.execution()?.status).toBe('RUNNING');
  await submitForm(link, await openLink(link));

  await running.entered('Deploy');
  const { status, output = '' } = await running.ended();
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output).approval.decisions).toMatchObject([
    { action: 'approve', via: 'slack' },
    { action: 'approve', via: 'email' },
  ]);
});

test('after two hours, a third person is asked, and decides in the place of one who does not answer', async () => {
  const running = await ask();
  const { mailsTo, mailTo, advance, entered, ended } = running;
  await annApproves(running);
  expect(mailsTo('cleo@example.com')).toEqual([]);

  advance({ hours: 2 });

  const link = linkOf('Approve', await mailTo('cleo@example.com'));
  await submitForm(link, await openLink(link));
  await entered('Deploy');
  expect((await ended()).status).toBe('SUCCEEDED');
});

test('one rejection, in Teams, rolls back', async () => {
  const { pressInTeams, entered, ended } = await ask();

  await pressInTeams('ben', 'Reject');

  await entered('Roll back');
  expect(JSON.parse((await ended()).output ?? '').approval.Error).toBe('rejected');
});

test.each([
  ['without any answer', async () => undefined],
  ['with one of two approvals', annApproves],
])('after a day %s, nothing is released', async (_, answer) => {
  const running = await ask();
  await running.mailTo('ann@example.com');
  await answer(running);

  running.advance({ hours: 24 });

  await running.entered('Release nothing');
  expect((await running.ended()).status).toBe('SUCCEEDED');
});

type Running = Awaited<ReturnType<typeof ask>>;

/** Ann approves, and the second round begins. */
async function annApproves({ pressInSlack, until, execution }: Running): Promise<void> {
  await pressInSlack('ann', 'approve');
  const asked = () => execution()?.history.filter(({ type }) => type === 'TaskSubmitted').length;
  await until('the second round', () => asked() === 2);
}
