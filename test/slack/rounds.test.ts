import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { votesOf } from '../../src/approval/approval.ts';
import { readApprovals } from '../../src/approval/read-approvals.ts';
import { NEXT_ROUND } from '../../src/approval/round-errors.ts';
import { runFollowUp } from '../../src/slack/run-follow-up.ts';
import { DEFAULTS } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { fakeRounds } from '../support/slack-rounds.ts';
import { BOB, createSlackWorld, NOW } from '../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const TWO = { name: 'Ben', requester: 'ann', approvals: 2 };
const responseUrl = () => ({ responseUrl: `${api.url}response` });
/** The texts that only the person reads who pressed. */
const replies = () =>
  api.calls
    .filter(({ method, args }) => method === 'chat.postEphemeral' || args.response_type === 'ephemeral')
    .map(({ text }) => text);
const reason = (value: string) => ({ comment: { type: 'plain_text_input', value } });

/** A request that needs more than one vote, with the message of its first round. */
async function ask(input: object = TWO, retry?: 'later', overrides = {}) {
  const rounds = fakeRounds(input, () => NOW, retry);
  const world = createSlackWorld(api.url, { ...rounds.ports, ...overrides });
  const asked = await world.ask(input);
  const votes = () =>
    readApprovals(rounds.events, EXECUTION, DEFAULTS).flatMap((approval) => votesOf(approval));
  const reject = async (comment: string, user?: typeof BOB) => {
    await world.press(asked.reject, asked.message, user, responseUrl());
    return world.submit(
      api.calls.findLast(({ method }) => method === 'views.open')?.view,
      reason(comment),
      user,
    );
  };
  return { world, rounds, votes, rejectWith: reject, ...asked };
}

describe('a vote that does not end the request', () => {
  it('is told to the voter alone, with how many are missing, and changes no message', async () => {
    const { world, approve, message, votes } = await ask();

    await world.press(approve, message, undefined, responseUrl());

    expect(replies()).toEqual(['Your vote counts. 1 more approval is needed.']);
    expect(api.calls.map(({ method }) => method)).not.toContain('chat.update');
    expect(votes()).toMatchObject([{ action: 'approve', who: { id: 'U0ANN0001' }, via: 'slack' }]);
    expect(world.requests()).toMatchObject([{ outcome: 'counted' }]);
  });

  it('counts once if it comes again', async () => {
    const { world, approve, message, votes } = await ask();

    await world.press(approve, message);
    await world.press(approve, message);

    expect(replies()).toEqual([
      'Your vote counts. 1 more approval is needed.',
      'Your vote was counted before. 1 more approval is needed.',
    ]);
    expect(votes()).toHaveLength(1);
  });

  it('is followed by the last one, also with the buttons of the first round', async () => {
    const { world, approve, message, votes } = await ask();

    await world.press(approve, message);
    await world.press(approve, message, BOB, responseUrl());

    expect(votes()).toMatchObject([{ who: { name: 'ann' } }, { who: { name: 'bob' } }]);
    const shown = api.calls.find(({ args }) => args.replace_original);
    const [votesShown, status] = mrkdwnOf(shown?.blocks ?? []).slice(-2);
    expect(votesShown).toMatch(/^2 of 2 approvals: <@U0ANN0001>, <!date.*>; <@U0BOB0001>, <!date.*>$/);
    expect(status).toMatch(/^:white_check_mark: Approved by <@U0BOB0001> in Slack/);
  });

  it('can be changed until the request ends', async () => {
    const { world, approve, message, rejectWith, votes } = await ask({ ...TWO, rejections: 2 });

    await world.press(approve, message, undefined, responseUrl());
    const { answer } = await rejectWith('too early');

    expect(votes()).toMatchObject([{ action: 'approve' }, { action: 'reject', replaces: 1 }]);
    expect(answer).toMatchObject({
      response_action: 'update',
      view: {
        blocks: [
          {
            text: {
              text: expect.stringMatching(
                /^Your vote counts\. 0 of 2 approvals · 1 of 2 rejections: <@U0ANN0001>/,
              ),
            },
          },
        ],
      },
    });
  });

  it('is told by a modal after the comment', async () => {
    const { world, approve, message } = await ask({ ...TWO, comment: 'required' });
    await world.press(approve, message);
    const modal = api.calls.find(({ method }) => method === 'views.open')?.view;

    const { answer } = await world.submit(modal, reason('seen'));

    expect(answer.view.blocks[0].text.text).toBe('Your vote counts. 1 more approval is needed.');
  });

  it('is told by a modal on the home tab, which is brought up to date', async () => {
    const { world, approve } = await ask();

    await world.pressAtHome(approve);

    const opened = api.calls.find(({ method }) => method === 'views.open');
    expect(mrkdwnOf((opened?.view?.blocks ?? []) as never)).toEqual([
      'Your vote counts. 1 more approval is needed.',
    ]);
    const home = api.calls.find(({ method }) => method === 'views.publish');
    expect(JSON.stringify(home?.view)).toContain('1 of 2 approvals: <@U0ANN0001>');
  });

  it('has the address of the voter, for votes by e-mail', async () => {
    api.results.set('users.info', { user: { profile: { email: 'ann@example.com' } } });
    const { world, approve, message, votes } = await ask();

    await world.press(approve, message);

    expect(votes()).toMatchObject([{ who: { id: 'U0ANN0001', email: 'ann@example.com' } }]);
  });

  it('counts without the address if Slack does not tell it', async () => {
    api.failures.set('users.info', { error: 'missing_scope' });
    const { world, approve, message, votes } = await ask();

    await world.press(approve, message);

    expect(votes()[0]?.who).toEqual({ id: 'U0ANN0001', name: 'ann' });
  });
});

describe('a vote by e-mail', () => {
  /** A round that a vote by e-mail has ended. */
  async function askAfterMail() {
    const asked = await ask();
    const at = new Date(NOW).toISOString();
    const decision = { action: 'approve', by: 'ann@example.com', via: 'email', at };
    const cause = JSON.stringify({ errorMessage: '', errorType: NEXT_ROUND, decision });
    const outcome = { type: 'failure', error: NEXT_ROUND, cause } as const;
    await asked.rounds.ports.completeTask({ token: TASK_TOKEN }, outcome);
    return asked;
  }

  it('is the vote of the person in Slack who has the address', async () => {
    api.results.set('users.info', { user: { profile: { email: 'Ann@example.com' } } });
    const { world, approve, message, votes } = await askAfterMail();

    await world.press(approve, message, undefined, responseUrl());

    expect(replies()).toEqual(['Your vote was counted before. 1 more approval is needed.']);
    expect(votes()).toHaveLength(1);
  });

  it('lets no person vote in Slack if Slack cannot tell who it is of, and says why', async () => {
    const failure = { error: 'missing_scope', needed: 'users:read.email' };
    api.failures.set('users.info', failure);
    api.failures.set('users.lookupByEmail', failure);
    const { world, approve, message, votes } = await askAfterMail();

    await world.press(approve, message, undefined, responseUrl());

    expect(replies()).toEqual([
      expect.stringMatching(
        /^This was not accepted\. ann@example\.com has voted by e-mail\..* The app lacks the scope users:read\.email\./,
      ),
    ]);
    expect(votes()).toHaveLength(1);
  });
});

it('a request that one vote decides asks Slack for no address', async () => {
  const world = createSlackWorld(api.url);
  const { approve, message } = await world.ask();

  await world.press(approve, message);

  expect(api.calls.map(({ method }) => method)).not.toContain('users.info');
});

describe('a vote that comes between two rounds', () => {
  it('goes on after the answer to Slack, without a reply', async () => {
    const { world, approve, message, votes } = await ask(TWO, 'later');
    await world.press(approve, message);
    api.reset();

    const response = await world.press(approve, message, BOB, responseUrl());

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(replies()).toEqual([]);
    expect(votes()).toHaveLength(1);
    expect(world.followUps).toEqual([
      {
        vote: {
          sealed: approve.value,
          who: { id: 'U0BOB0001', name: 'bob' },
          origin: {
            userId: 'U0BOB0001',
            channel: 'C0001',
            message: { channel: 'C0001', ts: message.ts },
            ...responseUrl(),
          },
          at: NOW,
        },
      },
    ]);
    expect(world.requests().at(-1)).toMatchObject({ goes_on: true });
  });

  it('counts in the next one, and its outcome is told privately', async () => {
    const { world, rounds, approve, message, votes } = await ask({ ...TWO, approvals: 3 }, 'later');
    await world.press(approve, message);
    await world.press(approve, message, BOB, responseUrl());
    api.reset();

    await follow(world, () => rounds.next());

    expect(votes()).toHaveLength(2);
    expect(replies()).toEqual(['Your vote counts. 1 more approval is needed.']);
    expect(world.others()).toMatchObject([
      { event: 'slack_follow_up', name: 'vote', user_id: BOB.id, outcome: 'counted' },
    ]);
  });

  it('may end the request: the message and the voter are told', async () => {
    const { world, rounds, approve, message } = await ask(TWO, 'later');
    await world.press(approve, message);
    await world.press(approve, message, BOB, responseUrl());
    api.reset();

    await follow(world, () => rounds.next());

    expect(replies()).toEqual([expect.stringMatching(/^Approved by <@U0BOB0001> in Slack/)]);
    const shown = api.calls.find(({ args }) => args.replace_original && args.response_type !== 'ephemeral');
    expect(mrkdwnOf(shown?.blocks ?? []).at(-1)).toMatch(/^:white_check_mark: Approved by <@U0BOB0001>/);
  });

  it('counts once if Lambda runs it twice', async () => {
    const { world, rounds, approve, message, votes } = await ask({ ...TWO, approvals: 3 }, 'later');
    await world.press(approve, message);
    await world.press(approve, message, BOB, responseUrl());
    api.reset();

    await follow(world, () => rounds.next());
    rounds.next();
    await follow(world, () => undefined);

    expect(votes()).toHaveLength(2);
    expect(replies()).toEqual([
      'Your vote counts. 1 more approval is needed.',
      'Your vote was counted before. 1 more approval is needed.',
    ]);
  });

  it('does not undo a later vote of the person if Lambda runs it late', async () => {
    const { world, rounds, approve, message, rejectWith, votes } = await ask(
      { ...TWO, approvals: 3, rejections: 2 },
      'later',
    );
    await world.press(approve, message);
    await world.press(approve, message, BOB, responseUrl());
    const [late] = world.followUps;
    rounds.next();
    world.clock.now += 1_000;
    await rejectWith('too early', BOB);
    rounds.next();

    await runFollowUp(JSON.parse(JSON.stringify({ slack_follow_up: late })), world.ports);

    expect(votes().map(({ action }) => action)).toEqual(['approve', 'reject']);
    expect(rounds.completed()).toBe(2);
  });

  it('is told if no round begins in time', async () => {
    const { world, approve, message, votes } = await ask(TWO, 'later');
    await world.press(approve, message);
    await world.press(approve, message, BOB, responseUrl());
    api.reset();

    await follow(world, () => {
      world.clock.now += 1_000;
    });

    expect(votes()).toHaveLength(1);
    expect(world.clock.now - NOW).toBeLessThan(60_000);
    expect(replies()).toEqual([
      'This was not accepted. Another person has just answered, and your answer did not count yet. Press again in a moment.',
    ]);
  });

  it('goes on from the modal of the comment, and is told beside the message', async () => {
    const { world, rounds, approve, message, rejectWith, votes } = await ask(
      { ...TWO, rejections: 2 },
      'later',
    );
    await world.press(approve, message);

    const response = await rejectWith('too early', BOB);
    expect(response).toMatchObject({ statusCode: 200, body: '' });
    await follow(world, () => rounds.next());

    expect(votes()[1]).toMatchObject({ action: 'reject', comment: 'too early', who: { id: BOB.id } });
    expect(replies().at(-1)).toMatch(
      /^Your vote counts\. 1 of 2 approvals: .* · 1 of 2 rejections: <@U0BOB0001>/,
    );
  });

  it('is told beside the message by the Web API if the response_url does not work', async () => {
    const { world, rounds, approve, message } = await ask({ ...TWO, approvals: 3 }, 'later');
    await world.press(approve, message);
    await world.press(approve, message, BOB);
    api.reset();

    await follow(world, () => rounds.next());

    expect(api.calls.at(-1)).toMatchObject({ method: 'chat.postEphemeral', channel: 'C0001', user: BOB.id });
  });

  it('is told in a direct message if the person pressed on the home tab', async () => {
    const { world, rounds, approve, message } = await ask({ ...TWO, approvals: 3 }, 'later');
    await world.press(approve, message);
    await world.pressAtHome(approve, BOB);
    api.reset();

    await follow(world, () => rounds.next());

    expect(api.calls.find(({ method }) => method === 'chat.postMessage')).toMatchObject({
      channel: BOB.id,
      text: 'Your vote counts. 1 more approval is needed.',
    });
    expect(api.calls.map(({ method }) => method)).toContain('views.publish');
  });

  it('is told at once if it cannot go on', async () => {
    const { world, approve, message } = await ask(TWO, 'later', {
      followUp: () => Promise.reject(new Error('Throttled')),
    });
    await world.press(approve, message);
    api.reset();

    await world.press(approve, message, BOB, responseUrl());

    expect(replies()).toEqual([expect.stringMatching(/^This was not accepted\. Another person/)]);
    expect(world.others()).toMatchObject([{ level: 'error', event: 'follow_up_failed' }]);
  });

  it('opens the modal of the comment: only its submission decides', async () => {
    const { world, reject, approve, message } = await ask(TWO, 'later');
    await world.press(approve, message);

    await world.press(reject, message, BOB);

    expect(api.calls.at(-1)).toMatchObject({ method: 'views.open', view: { callback_id: 'comment' } });
    expect(world.followUps).toEqual([]);
  });
});

describe('while the votes so far cannot be read', () => {
  it('a vote goes on after the answer to Slack', async () => {
    const { world, approve, message } = await ask(TWO, undefined, {
      getHistory: () => Promise.reject(new Error('Throttled')),
    });

    await world.press(approve, message, undefined, responseUrl());

    expect(world.followUps).toMatchObject([{ vote: { who: { id: 'U0ANN0001' } } }]);
    expect(replies()).toEqual([]);
  });

  it('Reject asks for its reason', async () => {
    const { world, reject, message } = await ask(TWO, undefined, {
      getHistory: () => Promise.reject(new Error('Throttled')),
    });

    await world.press(reject, message);

    expect(api.calls.at(-1)).toMatchObject({ method: 'views.open', view: { callback_id: 'comment' } });
  });
});

/** Runs the last follow-up. `wait` is called where it waits for the next round. */
async function follow(world: ReturnType<typeof createSlackWorld>, wait: () => void): Promise<void> {
  const [work] = world.followUps.slice(-1);
  if (!work) throw new TypeError('no follow-up was started');
  // Lambda passes it as JSON.
  const event = JSON.parse(JSON.stringify({ slack_follow_up: work }));
  await runFollowUp(event, { ...world.ports, pause: async () => wait() });
}
