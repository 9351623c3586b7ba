import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import { isSameAddress, type People } from '../../src/approval/people.ts';
import { press } from '../../src/approval/press.ts';
import type { Verdict } from '../../src/approval/verdict.ts';
import { createCompleteTask } from '../../src/aws/step-functions.ts';
import type { CompleteTask } from '../../src/callback/outcome.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createHurriedClock } from '../local/aws/hurried-clock.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const ANN: Person = { id: 'U00000ANN', name: 'Ann', email: 'ann@example.com' };
const BOB: Person = { id: 'U00000BOB', name: 'Bob', email: 'bob@example.com' };

/** Compares people by their addresses, else by their ids. */
const people: People = {
  async isSame(a, b) {
    if (a.email && b.email) return isSameAddress(a.email, b.email) ? 'yes' : 'no';
    if (a.id && b.id) return a.id === b.id ? 'yes' : 'no';
    return 'cannot tell';
  },
  isMember: async (group, { id }) => (group === id ? 'yes' : 'no'),
};

/** A request that runs in the embedded AWS, and the people who answer it. */
async function startRequest(input: object, definition = definitionOf('approval-emails')) {
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  const slack = createFakeSurface('slack', { inPlace: true });
  const email = createFakeSurface('email');
  const { payloads, ports, told } = await installCountersign(
    { ...aws, clock: { ...aws.clock, ...clock } } as typeof aws,
    [slack, email],
  );
  const execution = await aws.start(definition, { name: 'Ben', ...input });
  await aws.recorded(execution, 'TaskSubmitted');
  /** Presses a button of one round, by default of the newest. */
  const answer = (who: Person, action: 'approve' | 'reject' = 'approve', round = -1): Promise<Verdict> => {
    const all = payloads.filter((payload) => payload.action.name === action);
    const payload = all.at(round) as Payload;
    return press('3-AAAA', () => ({ who, via: 'slack', decides: true }), {
      ...ports,
      open: async () => payload,
      completeTask: createCompleteTask(aws.sfn) as CompleteTask,
      people,
      nextRoundWithinMs: 10_000,
      note: () => undefined,
    });
  };
  /** Names another person with the first button of the newest round. */
  const delegate = (who: Person, person: string): Promise<Verdict> => {
    const payload = payloads.findLast(({ action }) => action.name === 'approve') as Payload;
    return press('3-AAAA', () => ({ who, via: 'slack', decides: true, delegateTo: { person } }), {
      ...ports,
      open: async () => payload,
      completeTask: createCompleteTask(aws.sfn) as CompleteTask,
      people,
      nextRoundWithinMs: 10_000,
      note: () => undefined,
    });
  };
  /** Waits until this many rounds were asked. */
  const asked = (rounds: number) => aws.until(() => slack.asks.length >= rounds);
  return { aws, execution, slack, email, answer, delegate, asked, told };
}

describe('a request that needs two approvals', () => {
  test('goes on after the first, and ends with the second', async () => {
    const { aws, execution, slack, email, answer, asked } = await startRequest({ approvals: 2 });
    const first = await answer(ANN);
    expect(first).toMatchObject({ kind: 'counted', approval: { state: { needed: 1 } } });
    await asked(2);
    expect(slack.asks[1]?.approval.state).toMatchObject({ kind: 'waiting', needed: 1 });
    expect(slack.asks[1]?.ref).toEqual({ message: 'slack 1' });
    expect(email.asks.length).toBe(1);
    expect(await answer(BOB)).toMatchObject({ kind: 'taken', resolution: { status: 'approved' } });
    const { status, output = '' } = await aws.ended(execution);
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output).output).toMatchObject({
      decision: { by: 'Bob' },
      decisions: [{ by: 'Ann' }, { by: 'Bob' }],
    });
  });
});

describe('an approver', () => {
  test("names another person, who decides in the approver's place", async () => {
    const input = { approvers: ['U00000ANN', 'U00000BOB'], approvals: 2, delegation: 'anyone' };
    const { aws, execution, slack, answer, delegate, asked } = await startRequest(input);
    expect(await delegate(ANN, 'U0000CAROL')).toMatchObject({ kind: 'delegated' });
    await asked(2);
    expect(slack.asks[1]?.approval.request.policy.approvers).toEqual(['U00000BOB', 'U0000CAROL']);
    expect(await answer(ANN)).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
    expect(await answer({ id: 'U0000CAROL', name: 'Carol' })).toMatchObject({ kind: 'counted' });
    await asked(3);
    expect(await answer(BOB)).toMatchObject({ kind: 'taken' });
    const { output = '' } = await aws.ended(execution);
    expect(JSON.parse(output).output).toMatchObject({
      decisions: [{ by: 'Carol' }, { by: 'Bob' }],
      delegations: [{ from: { by: 'Ann', user_id: 'U00000ANN' }, to: 'U0000CAROL' }],
    });
  });

  test.each([
    ['itself', ANN, 'U00000ANN', 'You cannot delegate to yourself. Name another person.'],
    ['a person who is no approver', ANN, 'U00000DAN', 'Only another approver of this request'],
    ['a group', ANN, 'S0123456789', 'Name one person'],
  ])('cannot name %s', async (_, who, to, reason) => {
    const { delegate } = await startRequest({
      stages: [{ approvers: ['U00000ANN', 'U00000BOB'] }, { approvers: ['U0000CAROL'] }],
    });
    const verdict = await delegate(who, to);
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'DelegationRefused' } });
    expect(verdict).toMatchObject({ refusal: { message: expect.stringContaining(reason) } });
  });
});
