import { describe, expect, it } from 'vitest';
import { decided } from '../support/decided.ts';
import { TENANT_ID } from '../support/teams-authority.ts';
import { ANN, BEN, CLEO, GIL } from '../support/teams-fake-connector.ts';
import { MESSAGE_ID, NOW, startTeamsWorld, THREAD } from '../support/teams-world.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { tamper } from '../support/web-sealer.ts';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';
const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const BY_ANN = {
  action: 'approve',
  by: 'Ann Lee',
  user_id: aad(ANN),
  via: 'teams',
  at: new Date(NOW).toISOString(),
};

describe('a pressed button', () => {
  it('completes the task, and shows the result to all by an update and to the person by the answer', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();

    const { statusCode, answer } = await world.press(approve);

    expect(world.workflow.completed).toEqual([
      {
        token: TASK_TOKEN,
        outcome: { type: 'success', output: { name_in_output: 'Ben', ...decided(BY_ANN) } },
      },
    ]);
    expect({ statusCode, type: answer.type, status: answer.statusCode }).toEqual({
      statusCode: 200,
      type: CARD,
      status: 200,
    });
    expect(JSON.stringify(answer.value)).toContain('✅ Approved by Ann Lee (aad:aaaaaaaa…) in Teams');
    const [update] = world.fake.called('PUT');
    expect(update?.path).toBe(`/v3/conversations/${THREAD}/activities/${MESSAGE_ID}`);
    expect(update?.body.attachments[0].content).toEqual(answer.value);
  });

  it('starts to tell the result everywhere else', async () => {
    const world = await startTeamsWorld();

    await world.press((await world.ask()).approve);

    expect(world.outcomes).toHaveLength(1);
  });

  it('rejects with the reason from its part of the card', async () => {
    const world = await startTeamsWorld();
    const { reject } = await world.ask();

    const { answer } = await world.press({ ...reject, 'comment:reject': ' too early ' });

    expect(world.workflow.completed).toMatchObject([{ outcome: { type: 'failure', error: 'rejected' } }]);
    expect(JSON.stringify(world.workflow.completed)).toContain(
      'Ben rejected it (by Ann Lee in Teams): too early',
    );
    expect(JSON.stringify(answer.value)).toContain('too early');
  });

  it('is asked for a required comment', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask({ name: 'Ben', comment: 'required' });

    const { statusCode, answer } = await world.press({ ...approve, 'comment:approve': '  ' });

    expect(statusCode).toBe(200);
    expect(answer).toEqual({
      statusCode: 400,
      type: ERROR,
      value: {
        code: 'CommentRequired',
        message: 'This was not accepted. This request needs a comment. Write one, and decide again.',
      },
    });
    expect(world.workflow.completed).toEqual([]);
  });

  it('decides once if it is delivered twice, and shows the same card', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();

    const first = await world.press(approve);
    world.clock.now += 2_000;
    const second = await world.press(approve);

    expect(world.workflow.completed).toHaveLength(1);
    expect(second.answer).toEqual(first.answer);
  });

  it('decides once, also at the same moment by two persons: the second is told who was first', async () => {
    const world = await startTeamsWorld();
    const { approve, reject } = await world.ask();

    const answers = await Promise.all([world.press(approve, ANN), world.press(reject, BEN)]);

    expect(world.workflow.completed).toHaveLength(1);
    expect(answers.map(({ answer }) => answer.type).sort()).toEqual([MESSAGE, CARD].sort());
  });

  it('that comes too late tells how it ended, and updates the card', async () => {
    const world = await startTeamsWorld();
    const { approve, reject } = await world.ask();
    await world.press(approve, ANN);
    world.clock.now += 3 * 60_000;

    const { answer } = await world.press(reject, BEN);

    expect(answer).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: 'Already approved by Ann Lee (aad:aaaaaaaa…) in Teams, 3 minutes ago.',
    });
    expect(world.fake.called('PUT')).toHaveLength(2);
  });

  it('in a channel of another team counts for the members of that team', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask({ name: 'x', teams_channel: '19:other@thread.tacv2' });
    const conversation = {
      id: '19:other@thread.tacv2;messageid=1764000000000',
      isGroup: true,
      conversationType: 'channel',
      tenantId: TENANT_ID,
    };

    const outsider = await world.press(approve, CLEO, { conversation });
    expect(outsider.answer.type).toBe(ERROR);
    expect(world.workflow.completed).toEqual([]);
    const member = await world.press(approve, ANN, { conversation });

    expect(member.answer.type).toBe(CARD);
    expect(world.workflow.completed).toHaveLength(1);
    const asked = world.fake.called('GET').map(({ path }) => path);
    expect(asked).not.toEqual([]);
    for (const path of asked) expect(path).toContain('/19:other@thread.tacv2/members/');
  });

  it('of a request that expired or was cancelled tells so', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    world.workflow.stop('Cancelled by ann in Slack');

    const { answer } = await world.press(approve);

    expect(answer.type).toBe(MESSAGE);
    expect(answer.value).toContain('Already cancelled');
    expect(JSON.stringify(world.fake.called('PUT'))).toContain('🚫');
  });

  it('works also while the history cannot be read', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    world.workflow.failHistory = new Error('Throttled');

    const { answer } = await world.press(approve);

    expect(answer).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: 'Approved by Ann Lee (aad:aaaaaaaa…) in Teams, 24 November 2026 at 12:30 UTC',
    });
    expect(world.workflow.completed).toHaveLength(1);
  });

  it('stays decided if the card cannot be updated', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    world.fake.fail('PUT activities', { status: 502 });

    const { answer } = await world.press(approve);

    expect(answer.type).toBe(CARD);
    expect(world.lines.map(({ event }) => event)).toContain('update_failed');
  });

  it.each([
    { title: 'a payload that was changed', data: async (payload: string) => ({ payload: tamper(payload) }) },
    { title: 'no payload', data: async () => ({}) },
    { title: 'a payload that is no text', data: async () => ({ payload: { a: 1 } }) },
  ])('is refused with $title', async ({ data }) => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();

    const { statusCode, answer } = await world.press(await data(approve.payload));

    expect({ statusCode, type: answer.type }).toEqual({ statusCode: 200, type: ERROR });
    expect(world.workflow.completed).toEqual([]);
  });

  it('of a verb that no button has does nothing', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    const value = { action: { type: 'Action.Execute', verb: '__proto__', data: approve } };

    const { answer } = await world.press(approve, ANN, { value });

    expect(answer.type).toBe(ERROR);
    expect(world.workflow.completed).toEqual([]);
  });

  it('is logged with the person and the decision, without the token and the payload', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();

    await world.press(approve);

    expect(world.lines).toMatchObject([
      {
        event: 'teams',
        kind: 'invoke',
        name: 'adaptiveCard/action',
        verb: 'decide',
        user_id: ANN.aadObjectId,
        outcome: 'accepted',
        decided: { via: 'teams', action: 'approve' },
      },
    ]);
    expect(world.logged()).not.toContain(TASK_TOKEN.slice(0, 20));
    expect(world.logged()).not.toContain(approve.payload.slice(0, 40));
    expect(world.logged()).not.toContain('very-secret');
  });
});

describe('who may press', () => {
  it.each([
    { title: 'an approver by address', input: { approvers: ['ann@example.com'] }, by: ANN, may: true },
    {
      title: 'an approver by the name to sign in',
      input: { approvers: ['b.ito@example.com'] },
      by: BEN,
      may: true,
    },
    {
      title: 'an approver by another address',
      input: { approvers: ['BEN@example.com'] },
      by: BEN,
      may: true,
    },
    { title: 'an approver by object id', input: { approvers: [aad(BEN)] }, by: BEN, may: true },
    { title: 'another person', input: { approvers: ['ann@example.com'] }, by: BEN, may: false },
    { title: 'a guest', input: {}, by: GIL, may: false },
    { title: 'a guest named by address', input: { approvers: [GIL.email] }, by: GIL, may: false },
    { title: 'a guest named by object id', input: { approvers: [aad(GIL)] }, by: GIL, may: true },
    { title: 'a person who is no member', input: {}, by: CLEO, may: false },
    {
      title: 'the requester who may not',
      input: { self_approval: false, requester_id: aad(ANN) },
      by: ANN,
      may: false,
    },
    {
      title: 'the requester by address who may not',
      input: { self_approval: false, requester_email: 'ben@example.com' },
      by: BEN,
      may: false,
    },
    {
      title: 'another person than the requester by address',
      input: { self_approval: false, requester_email: 'ben@example.com' },
      by: ANN,
      may: true,
    },
    {
      title: 'a person who cannot be told apart from a requester of Slack',
      input: { self_approval: false, requester_id: 'U012ABCDEF' },
      by: ANN,
      may: false,
    },
  ])('$title: $may', async ({ input, by, may }) => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask({ name: 'x', ...input });

    const { answer } = await world.press(approve, by);

    expect(world.workflow.completed).toHaveLength(may ? 1 : 0);
    expect(answer.type).toBe(may ? CARD : ERROR);
    if (!may) expect(answer.value.code).toBe('NotAllowed');
  });

  it('a person of another tenant in a shared channel is refused', async () => {
    const world = await startTeamsWorld();
    world.fake.members.push({ ...CLEO, tenantId: '00000000-0000-4000-8000-000000000000' });
    const { approve } = await world.ask();

    const { answer } = await world.press(approve, CLEO);

    expect(answer.value.code).toBe('NotAllowed');
    expect(TENANT_ID).not.toBe('00000000-0000-4000-8000-000000000000');
  });

  it('is not known while Teams does not answer: nothing is decided, and the person may try again', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    world.fake.fail('GET members', { status: 503 });

    const { answer } = await world.press(approve);

    expect(answer).toMatchObject({
      type: ERROR,
      value: { code: 'ServiceError', message: expect.stringContaining('nothing was changed') },
    });
    expect(world.workflow.completed).toEqual([]);
    expect((await world.press(approve)).answer.type).toBe(CARD);
  });

  it('is told what to set if Teams refuses the bot', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    world.fake.fail('GET members', { status: 401 });

    const { answer } = await world.press(approve);

    expect(answer.value).toMatchObject({
      code: 'ServiceError',
      message: expect.stringMatching(/nothing was changed\. .*client secret/),
    });
  });

  it('no id of a delivery breaks the address that Teams is asked at', async () => {
    const world = await startTeamsWorld();
    const from = { ...ANN, id: '29:\ud800' };

    const { answer } = await world.press((await world.ask()).approve, from, { replyToId: '\ud800' });

    expect(answer.value.code).not.toBe('ServiceError');
    expect(world.logged()).not.toContain('URIError');
  });

  it('no person presses without an object id', async () => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();
    const from = { id: '29:x', name: 'x' };

    const { answer } = await world.press(approve, ANN, { from });

    expect(answer.value.code).toBe('ServiceError');
    expect(world.workflow.completed).toEqual([]);
  });
});

describe('at the deadline', () => {
  it('a press that has not begun to decide decides nothing, and the person is told', async () => {
    const deadline = new AbortController();
    const world = await startTeamsWorld({ timeout: () => deadline.signal });
    const { approve } = await world.ask();
    deadline.abort();

    const { statusCode, answer } = await world.press(approve);

    expect({ statusCode, answer }).toEqual({
      statusCode: 200,
      answer: { statusCode: 200, type: MESSAGE, value: 'This took too long. Try again.' },
    });
    expect(world.workflow.completed).toEqual([]);
  });

  it('a press that may have decided says so', async () => {
    const deadline = new AbortController();
    const world = await startTeamsWorld({
      timeout: (milliseconds) => (milliseconds > 3_000 ? deadline.signal : new AbortController().signal),
      completeTask: () => {
        deadline.abort();
        return new Promise(() => {});
      },
    });

    const { answer } = await world.press((await world.ask()).approve);

    expect(answer.value).toMatch(/We do not know whether this worked.*@Countersign status/);
  });

  it('is 3.5 seconds after the delivery came', async () => {
    const timeouts: number[] = [];
    const world = await startTeamsWorld({
      timeout: (milliseconds) => {
        timeouts.push(milliseconds);
        return new AbortController().signal;
      },
    });

    await world.press((await world.ask()).approve);

    expect(timeouts[0]).toBe(3_500);
  });
});
