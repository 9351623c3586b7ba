import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval, Delegation, Vote } from '../../src/approval/approval.ts';
import { requestMessage, resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { request, waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { HOSTILE, hostileInput, withoutOurMarkup } from '../support/slack-hostile.ts';
import { complaintsAbout } from '../support/slack-limits.ts';
import { buttonsOf, LATER, mrkdwnOf } from '../support/slack-message.ts';
import { fakeRounds } from '../support/slack-rounds.ts';
import { BOB, createSlackWorld, NOW } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

function voteOf(id: string, given: Partial<Vote> = {}): Vote {
  return { action: 'approve', who: { id, name: id }, via: 'slack', at: LATER, ...given };
}

/** A waiting approval after these votes. */
function afterVotes(input: object, ...votes: Vote[]): Approval {
  const rounds = [...votes.map((vote) => ({ shown: {}, vote })), { shown: {} }];
  return waitingAfter(
    { ...waiting(request({ name: 'Ben', requester: 'ann', ...input })), rounds },
    undefined,
  );
}

const DATE = '<!date^1795593600^{date_short_pretty} {time}|25 November 2026 at 08:00 UTC>';
/** The line of the votes in a message. */
const shownIn = ({ blocks }: ReturnType<typeof requestMessage>) => {
  const block = blocks.find(({ block_id }) => block_id === 'votes');
  return block && mrkdwnOf([block])[0];
};
const waitingText = (approval: Approval) => shownIn(requestMessage(approval, buttonsOf(1_000)));

describe('the votes of a request with delegations', () => {
  const from = { id: 'U0ANN0001', name: 'ann' };
  const shownFor = (...delegations: Delegation[]) => {
    const approval = afterVotes({ approvers: ['U0ANN0001', 'U0BOB0001'], approvals: 2 });
    const [stage] = approval.request.stages;
    if (!stage) throw new TypeError('the request has a stage');
    return waitingText({
      ...approval,
      request: { ...approval.request, stages: [{ ...stage, delegations }] },
    });
  };

  it('mention people of Slack, and name the others', () => {
    expect(
      shownFor(
        { from, to: 'U0CAROL01', name: 'carol', via: 'slack', at: LATER },
        { from: { name: 'Zoe <1>' }, to: 'dan@example.com', via: 'web', at: LATER },
        { from: { name: 'Eve' }, to: 'aad:1', name: 'Finn', via: 'teams', at: LATER },
      ),
    ).toBe(
      '0 of 2 approvals · <@U0ANN0001> → <@U0CAROL01> · Zoe &lt;1&gt; → dan@example.com · Eve → Finn (aad:1)',
    );
  });
});

describe('the message of a request that waits', () => {
  it('shows no votes if one answer decides', () => {
    expect(waitingText(waiting())).toBeUndefined();
  });

  it('shows how many approvals are needed', () => {
    expect(waitingText(afterVotes({ approvals: 2 }))).toBe('0 of 2 approvals');
  });

  it('shows who has voted when, and how many are missing, also to screen readers', () => {
    const approval = afterVotes({ approvals: 2, approvers: ['U0ANN0001', 'U0BOB0001'] }, voteOf('U0ANN0001'));

    expect(waitingText(approval)).toBe(`1 of 2 approvals: <@U0ANN0001>, ${DATE}`);
    expect(requestMessage(approval, buttonsOf(1_000)).text).toContain(
      `1 of 2 approvals: <@U0ANN0001>, ${DATE}\nApprovers: <@U0ANN0001>`,
    );
  });

  it('names people of other surfaces, and quotes comments', () => {
    const mail = voteOf('', { who: { name: 'bob@example.com' }, via: 'email', comment: 'seen\nwith <@U1>' });

    expect(waitingText(afterVotes({ approvals: 2 }, mail))).toBe(
      `1 of 2 approvals: bob@example.com, ${DATE} “seen with &lt;@U1&gt;”`,
    );
  });

  it('shows rejections where more than one is needed', () => {
    const approval = afterVotes({ approvals: 2, rejections: 2 }, voteOf('U0ANN0001', { action: 'reject' }));

    expect(waitingText(approval)).toBe(`0 of 2 approvals · 1 of 2 rejections: <@U0ANN0001>, ${DATE}`);
  });

  it('leaves out votes that were changed', () => {
    const votes = [voteOf('U0ANN0001'), voteOf('U0ANN0001', { action: 'reject', replaces: 1 })];

    expect(waitingText(afterVotes({ approvals: 2, rejections: 2 }, ...votes))).toMatch(
      /^0 of 2 approvals · 1 of 2 rejections/,
    );
  });

  it('shows each stage, and that of the approvers who are asked now in bold', () => {
    const stages = [
      { approvers: ['U0ANN0001'], title: 'Legal' },
      { approvers: ['U0BOB0001'], approvals: 1 },
    ];
    const approval = afterVotes({ stages }, voteOf('U0ANN0001'));

    expect(waitingText(approval)).toBe(
      `Stage 1 of 2: Legal · 1 of 1 approval: <@U0ANN0001>, ${DATE}\n*Stage 2 of 2* · 0 of 1 approval`,
    );
    expect(mrkdwnOf(requestMessage(approval, buttonsOf(1_000)).blocks).at(-1)).toContain(
      'Approvers: <@U0BOB0001>',
    );
  });
});

it('the message of a request that has ended shows all votes that counted', () => {
  const votes = [voteOf('U0ANN0001'), voteOf('U0BOB0001')];
  const approval = afterVotes({ approvals: 2 }, ...votes);
  const message = resolvedMessage(approval, { status: 'approved', vote: voteOf('U0BOB0001'), at: LATER });

  expect(shownIn(message)).toBe(`2 of 2 approvals: <@U0ANN0001>, ${DATE}; <@U0BOB0001>, ${DATE}`);
  expect(message.text).toContain('2 of 2 approvals: <@U0ANN0001>');
  expect(mrkdwnOf(message.blocks).at(-1)).toMatch(/^:white_check_mark: Approved by <@U0BOB0001>/);
});

describe.each(HOSTILE)('the votes of people with names full of $title ($locale)', ({ many, locale }) => {
  const comment = many(1_000);
  const voters = (count: number, action = 'approve') =>
    Array.from({ length: count }, (_, index) =>
      voteOf('', { who: { name: `${index}${many(300)}` }, via: 'email', comment, action }),
    );
  const input = {
    ...hostileInput(many, locale),
    approvers: Array.from({ length: 20 }, (_, index) => `person${index}.${'x'.repeat(60)}@example.com`),
  };
  const stages = Array.from({ length: 39 }, () => ({ approvers: input.approvers, title: many(75) }));
  const { approvers: _, ...rest } = input;

  it.each([
    { what: '38 of 39 approvals', approval: () => afterVotes({ ...input, approvals: 39 }, ...voters(38)) },
    {
      what: '19 approvals and 19 rejections',
      approval: () =>
        afterVotes({ ...input, approvals: 20, rejections: 20 }, ...voters(19), ...voters(19, 'reject')),
    },
    { what: '39 stages', approval: () => afterVotes({ ...rest, stages }, ...voters(30)) },
  ])('are within Slack’s limits: $what', ({ approval }) => {
    const resolution = { status: 'rejected', vote: voters(1, 'reject')[0] as Vote, at: LATER } as const;
    for (const { text, blocks } of [
      requestMessage(approval(), buttonsOf(2_000)),
      resolvedMessage(approval(), resolution),
    ]) {
      expect(complaintsAbout(blocks)).toEqual([]);
      expect(text.length).toBeLessThanOrEqual(4_000);
      for (const shown of [text, ...mrkdwnOf(blocks)]) {
        expect(shown.isWellFormed()).toBe(true);
        expect(withoutOurMarkup(shown)).not.toMatch(/[<>&]/);
      }
    }
  });
});

it('of 39 voters, the message shows as many as fit, and counts the others', () => {
  const votes = Array.from({ length: 38 }, (_, index) => voteOf(`U0${String(index).padStart(7, '0')}`));

  expect(waitingText(afterVotes({ approvals: 39 }, ...votes))).toMatch(
    /^38 of 39 approvals: <@U00000000>, .*; … and \d+ more$/,
  );
});

it('of many stages, the message shows the one that is asked now', () => {
  const stages = Array.from({ length: 39 }, () => ({ approvers: ['U0ANN0001'], title: 'x'.repeat(75) }));

  expect(waitingText(afterVotes({ stages }, voteOf('U0ANN0001'), voteOf('U0ANN0001')))).toMatch(
    /^\*Stage 3 of 39: x+\* · 0 of 1 approval$/,
  );
});

describe('the home tab and the commands', () => {
  const input = { name: 'Ben', requester: 'ann', requester_id: 'U0ANN0001', approvals: 2 };
  const view = () => JSON.stringify(api.calls.findLast(({ method }) => method === 'views.publish')?.view);

  it('show the votes of a request that waits, and later that has ended, to each who voted', async () => {
    const rounds = fakeRounds(input, () => NOW);
    let running = true;
    const world = createSlackWorld(api.url, {
      ...rounds.ports,
      listExecutions: async (which) =>
        running || !which.running ? [{ execution: 'ApprovalEmails:run-1', running, startedAt: LATER }] : [],
    });
    const { approve, message } = await world.ask(input);
    await world.press(approve, message);
    await world.openHome();
    expect(view()).toContain('1 of 2 approvals: <@U0ANN0001>');
    for (const typed of ['list', 'status run-1']) {
      expect(JSON.stringify((await world.command(typed)).answer)).toContain('1 of 2 approvals: <@U0ANN0001>');
    }
    await world.press(approve, message, BOB);
    running = false;
    for (const who of ['U0ANN0001', BOB.id]) {
      await world.openHome(who);
      expect(view()).toContain('2 of 2 approvals: <@U0ANN0001>');
      expect(view()).toContain('Approved by <@U0BOB0001>');
    }
  });
});
