import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval, Round } from '../../src/approval/approval.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { request, waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { buttonsOf, vote } from '../support/slack-message.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('conversations.members', { members: ['U0ANN0001', 'U0BOB0001'] });
  api.results.set('users.info', { user: { id: 'U0BOB0001' } });
});
afterAll(() => api.close());

const CHANNEL = 'C0APPROVE';
const SENT = { channel: CHANNEL, ts: '1764000000.000100' };
const STAGES = [
  { approvers: ['U0ANN0001'] },
  { approvers: ['U0BOB0001'], title: 'Security', approvals: 1 },
  { approvers: ['U0ANN0001', 'U0CAROL01'], approvals: 2 },
];
const ANSWERED: Round = { shown: {}, vote: vote(), isOver: true };
const CRASHED: Round = { shown: {}, isOver: true, askedAt: new Date('2026-11-24T12:00:00Z') };
const NOW: Round = { shown: {} };

/** An approval of three stages after these rounds. */
function afterRounds(...rounds: Round[]): Approval {
  const asked = request({ name: 'Ben', stages: STAGES });
  return waitingAfter({ ...waiting(asked), rounds: [...rounds, NOW] }, undefined);
}

function createSurface() {
  const { lines, log } = createFakeLog();
  const client = async () => createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });
  const people = createSlackPeople({ client, now: Date.now, log });
  const surface = createSlackSurface({ client, channel: CHANNEL, appName: 'Countersign', people, log });
  const show = async (approval: Approval, ref: unknown = SENT, buttons = buttonsOf(1_000)) =>
    (await surface.show(approval, buttons, ref)).reference;
  return { show, lines };
}

const posts = () => api.calls.filter(({ method }) => method === 'chat.postMessage');
const replies = () => posts().filter(({ args }) => args.thread_ts);
const METADATA = { event_type: 'countersign_turn', event_payload: { id: afterRounds().id, turn: 1 } };

describe('when the next stage begins', () => {
  it('a reply in the thread mentions its approvers, and the message shows whose turn it is', async () => {
    const reference = await createSurface().show(afterRounds(ANSWERED));

    expect(replies()).toMatchObject([
      {
        channel: CHANNEL,
        text: '<@U0BOB0001> It is your turn to decide: Approval for Ben\nStage 2 of 3: Security',
        args: { thread_ts: SENT.ts, unfurl_links: 'false' },
      },
    ]);
    expect(JSON.parse(replies()[0]?.args.metadata ?? '')).toEqual(METADATA);
    const update = api.calls.find(({ method }) => method === 'chat.update');
    expect(JSON.stringify(update?.blocks)).toContain('*Stage 2 of 3: Security*');
    expect(update?.text).toContain('Approvers: <@U0BOB0001>');
    expect(reference).toEqual({ ...SENT, turn: 1 });
  });

  it('an approver who is not in the channel gets the request as a direct message', async () => {
    const reference = await createSurface().show(afterRounds(ANSWERED, ANSWERED));

    expect(replies()).toMatchObject([
      { text: expect.stringMatching(/^<@U0ANN0001>, <@U0CAROL01> It is your turn/) },
    ]);
    const [direct] = posts().filter(({ args }) => !args.thread_ts);
    expect(direct).toMatchObject({ channel: 'U0CAROL01' });
    expect(direct?.blocks.at(-1)?.type).toBe('actions');
    expect(reference).toMatchObject({ direct: [{ user: 'U0CAROL01' }], turn: 2 });
  });

  it('an approver who has a direct message of an earlier stage is told in its thread', async () => {
    const direct = [
      { channel: 'D0CAROL01', ts: '1.2', user: 'U0CAROL01' },
      { channel: 'D0DAN0001', ts: '1.3', user: 'U0DAN0001' },
    ];

    const reference = await createSurface().show(afterRounds(ANSWERED, ANSWERED), {
      ...SENT,
      direct,
      turn: 1,
    });

    expect(
      replies()
        .map(({ channel, args }) => [channel, args.thread_ts])
        .sort(),
    ).toEqual([
      [CHANNEL, SENT.ts],
      ['D0CAROL01', '1.2'],
    ]);
    expect(posts()).toHaveLength(2);
    expect(reference).toEqual({ ...SENT, direct, turn: 2 });
  });

  it('they are told once, however often the same stage is shown', async () => {
    const { show } = createSurface();
    const third = afterRounds(ANSWERED, ANSWERED);
    const reference = await show(third);
    api.calls.length = 0;

    expect(await show(third, reference)).toEqual(reference);
    expect(await show(afterRounds(ANSWERED, ANSWERED, ANSWERED), reference)).toEqual(reference);

    expect(posts()).toEqual([]);
  });

  it('they are not told again by an attempt whose function crashed after the reply', async () => {
    api.results.set('conversations.replies', {
      messages: [{ ts: SENT.ts }, { ts: '2.1', metadata: METADATA }],
    });

    const reference = await createSurface().show(afterRounds(ANSWERED, CRASHED));

    expect(posts()).toEqual([]);
    expect(api.calls.find(({ method }) => method === 'conversations.replies')?.args).toMatchObject({
      channel: CHANNEL,
      ts: SENT.ts,
      include_all_metadata: 'true',
    });
    expect(reference).toEqual({ ...SENT, turn: 1 });
  });

  it.each([
    {
      title: 'it is of another turn',
      result: {
        messages: [
          { ts: '2.1', metadata: { ...METADATA, event_payload: { ...METADATA.event_payload, turn: 2 } } },
        ],
      },
    },
    { title: 'the app may not look', failure: { error: 'missing_scope' } },
  ])('a crashed attempt is repeated if its reply is not found ($title)', async ({ result, failure }) => {
    if (result) api.results.set('conversations.replies', result);
    if (failure) api.failures.set('conversations.replies', failure);

    await createSurface().show(afterRounds(ANSWERED, CRASHED));

    expect(replies()).toHaveLength(1);
  });

  it('the state is tried again if Slack is busy, before a direct message is sent', async () => {
    api.failures.set('chat.postMessage in a thread', { error: 'ratelimited' });

    await expect(createSurface().show(afterRounds(ANSWERED, ANSWERED))).rejects.toThrow(RepeatableError);

    expect(posts().filter(({ args }) => !args.thread_ts)).toEqual([]);
  });

  it('the message is still shown if its thread is locked', async () => {
    api.failures.set('chat.postMessage in a thread', { error: 'restricted_action_thread_locked' });
    const { show, lines } = createSurface();

    expect(await show(afterRounds(ANSWERED))).toEqual({ ...SENT, turn: 1 });

    expect(lines).toMatchObject([{ level: 'error', event: 'reply_failed' }]);
  });

  it('a message that was deleted is posted again, and asks them itself', async () => {
    api.failures.set('chat.update', { error: 'message_not_found' });

    const reference = await createSurface().show(afterRounds(ANSWERED));

    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.text).toContain('Approvers: <@U0BOB0001>');
    expect(reference).toMatchObject({ channel: CHANNEL, turn: 1 });
  });

  it('no person is told where no person can decide', async () => {
    await createSurface().show(afterRounds(ANSWERED), SENT, []);

    expect(posts()).toEqual([]);
  });
});

describe('in the same stage', () => {
  it('no person is told after a vote', async () => {
    const { show } = createSurface();

    expect(await show(afterRounds(ANSWERED, ANSWERED, ANSWERED), { ...SENT, turn: 2 })).toEqual({
      ...SENT,
      turn: 2,
    });

    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
  });

  it('no person is told by a second attempt to ask the first stage', async () => {
    await createSurface().show(afterRounds(CRASHED));

    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
  });
});

describe('a person who was named by an approver', () => {
  const delegated = (to: string): Round => ({
    shown: {},
    delegation: { from: { id: 'U0BOB0001', name: 'bob' }, to, via: 'slack', at: vote().at },
    isOver: true,
  });

  it('is told by whom', async () => {
    await createSurface().show(afterRounds(ANSWERED, delegated('U0ANN0001')), { ...SENT, turn: 1 });

    expect(replies()).toMatchObject([
      {
        text: expect.stringMatching(
          /^<@U0ANN0001> <@U0BOB0001> asks you to decide in their place: Approval for Ben/,
        ),
      },
    ]);
    expect(posts()).toHaveLength(1);
  });

  it('gets the request with its buttons as a direct message, if this person is not in the channel', async () => {
    const reference = await createSurface().show(afterRounds(ANSWERED, delegated('U0CAROL01')), {
      ...SENT,
      turn: 1,
    });

    const [direct] = posts().filter(({ args }) => !args.thread_ts);
    expect(direct).toMatchObject({ channel: 'U0CAROL01' });
    const actions = direct?.blocks.at(-1) as { elements: { action_id: string }[] } | undefined;
    expect(actions?.elements.map(({ action_id }) => action_id)).toEqual([
      'decide:approve',
      'decide:reject',
      'delegate',
    ]);
    expect(reference).toMatchObject({ direct: [{ user: 'U0CAROL01' }], turn: 2 });
  });
});
