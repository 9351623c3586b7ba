import { describe, expect, test } from 'vitest';
import { DECIDE_PREFIX } from '../../src/slack/blocks/decide-buttons.ts';
import { DELEGATE, WITH_ADDRESS } from '../../src/slack/blocks/delegate-menu.ts';
import { DELEGATE_TO } from '../../src/slack/blocks/delegate-modal.ts';
import { startTestStack } from './support/test-stack.ts';

/** A stack with one request, and the people who vote with the buttons of its first message. */
async function ask(input: object) {
  const { stack, until, startExecution, lines } = await startTestStack();
  const { slack } = stack;
  if (!slack) throw new TypeError('the test needs the embedded Slack');
  await startExecution({ name: 'Ben', ...input });
  await until('the request', () =>
    stack.executions()[0]?.history.some(({ type }) => type === 'TaskSubmitted'),
  );
  const [message] = slack.messages();
  const { channel = '', ts = '' } = message ?? {};
  const approve = (user: string) => slack.press({ user, channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  const idOf = (name: string) => slack.workspace.users.find((user) => user.name === name)?.id ?? '';
  const shown = () => JSON.stringify(slack.messages().find((one) => one.ts === ts)?.blocks);
  /** What only this person reads. */
  const toldTo = (name: string) =>
    slack
      .messages()
      .filter(({ visible_to }) => visible_to === idOf(name))
      .map(({ text }) => text);
  const inThread = () =>
    slack.messages().filter(({ thread_ts, visible_to }) => thread_ts === ts && !visible_to);
  return { stack, slack, until, lines, place: { channel, ts }, approve, idOf, shown, toldTo, inThread };
}

test('a vote that comes between two rounds counts in the next one, and its voter is told', async () => {
  const { stack, until, lines, approve, idOf, shown, toldTo } = await ask({ approvals: 3 });

  await approve('ann');
  await approve('ben');

  expect(lines).toContainEqual(expect.objectContaining({ event: 'slack', goes_on: true }));
  await until('the votes', () => toldTo('ann').length > 0 && toldTo('ben').length > 0);
  expect(toldTo('ann')).toEqual(['Your vote counts. 2 more approvals are needed.']);
  expect(toldTo('ben')).toEqual(['Your vote counts. 1 more approval is needed.']);
  await until('the message', () => shown().includes(`2 of 3 approvals: <@${idOf('ann')}>`));
  await approve('cleo');
  await until('the end', () => stack.executions()[0]?.status === 'SUCCEEDED');
  await until('the result', () => shown().includes(`<@${idOf('cleo')}>`) && !shown().includes('"actions"'));
  expect(shown()).toMatch(/3 of 3 approvals: .*Approved by/);
});

test('the approvers of the next stage are mentioned in the thread when their turn comes', async () => {
  const { until, approve, idOf, shown, inThread } = await ask({
    stages: [{ approvers: ['ann@example.com'] }, { approvers: ['ben@example.com'], title: 'Security' }],
  });

  await approve('ann');

  await until('the reply', () => inThread().length > 0);
  expect(inThread().map(({ text }) => text)).toEqual([
    `<@${idOf('ben')}> It is your turn to decide: Approval for Ben\nStage 2 of 2: Security`,
  ]);
  expect(shown()).toContain('*Stage 2 of 2: Security*');
});

describe('an approver who delegates', () => {
  /** Ann decides, or the person whom she names with the menu of the message. */
  async function askAnn() {
    const asked = await ask({ approvers: ['ann@example.com'], delegation: 'anyone' });
    const { slack, place } = asked;
    const delegate = async (user: string, to: string) => {
      await slack.press({ ...place, user, actionId: DELEGATE, option: WITH_ADDRESS });
      await slack.submit({ user, values: { [DELEGATE_TO.person]: { [DELEGATE_TO.person]: to } } });
    };
    return { ...asked, delegate };
  }

  test('hands the request to a person, who is mentioned, and decides', async () => {
    const { stack, slack, until, approve, idOf, shown, toldTo, inThread, delegate } = await askAnn();

    await delegate('ann', 'ben');

    expect(slack.views('ann')).toMatchObject({ modal: undefined, errors: {} });
    expect(toldTo('ann')).toEqual([`<@${idOf('ben')}> decides in your place now.`]);
    await until('the reply', () => inThread().length > 0);
    expect(inThread().map(({ text }) => text)).toEqual([
      `<@${idOf('ben')}> <@${idOf('ann')}> asks you to decide in their place: Approval for Ben`,
    ]);
    await until('the message', () => shown().includes(`<@${idOf('ann')}> → <@${idOf('ben')}>`));
    await approve('ann');
    expect(toldTo('ann').at(-1)).toContain('You have delegated this');
    await approve('ben');
    await until('the end', () => stack.executions()[0]?.status === 'SUCCEEDED');
    expect(JSON.parse(stack.executions()[0]?.output ?? '')).toMatchObject({
      output: {
        decision: { by: 'ben' },
        delegations: [{ from: { user_id: idOf('ann') }, to: idOf('ben'), name: 'ben' }],
      },
    });
  });

  test('sees in the form why a person cannot decide', async () => {
    const { slack, delegate } = await askAnn();

    await delegate('ann', 'ann');

    expect(slack.views('ann')).toMatchObject({
      modal: { callback_id: 'delegate' },
      errors: { delegate_to: 'You cannot delegate to yourself. Name another person.' },
    });
  });
});
