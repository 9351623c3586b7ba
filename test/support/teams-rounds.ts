import type { HistoryEvent } from '../../src/approval/history.ts';
import { NEXT_ROUND } from '../../src/approval/round-errors.ts';
import type { CompleteTask, Outcome } from '../../src/callback/outcome.ts';
import { DELEGATE, DELEGATE_TO } from '../../src/teams/card/delegate-actions.ts';
import type { FollowUp } from '../../src/teams/follow-up.ts';
import { ANN, BEN, type FakeMember } from './teams-fake-connector.ts';
import { startTeamsWorld } from './teams-world.ts';
import { endOf, scheduled, TASK_TOKEN, taskTimedOut } from './web-fake-workflow.ts';

type Ending = Exclude<Outcome, { type: 'heartbeat' }>;

/** A request that may need more than one vote, whose next round begins only when the test says so, or at the next pause. */
export async function startRoundsWorld(
  input: object,
  { next = 'at a pause' }: { next?: 'at a pause' | 'never' } = {},
) {
  const history: HistoryEvent[] = [];
  const given: Ending[] = [];
  let token: string | undefined;
  const add = (events: readonly HistoryEvent[]) => {
    for (const event of events) {
      history.push({ ...event, id: history.length + 1, previousEventId: history.length });
    }
  };
  const begin = () => {
    const isFirst = history.length === 0;
    token = isFirst ? TASK_TOKEN : `${TASK_TOKEN}${history.length}`;
    const events = scheduled(input, new Date(world.clock.now), token);
    add(isFirst ? events : events.slice(1));
  };
  /** Begins the next round, as the `Retry` of the state does after a second. */
  const nextRound = () => {
    if (token === undefined && history.at(-1)?.taskFailedEventDetails?.error === NEXT_ROUND) begin();
  };
  const completeTask: CompleteTask = async (task, outcome) => {
    if (!('token' in task) || task.token !== token || outcome.type === 'heartbeat') throw taskTimedOut();
    token = undefined;
    given.push(outcome);
    add([endOf(outcome, new Date(world.clock.now))]);
  };
  const faults: { history?: Error; followUp?: Error } = {};
  const followUps: FollowUp[] = [];
  const world = await startTeamsWorld({
    completeTask,
    async getHistory() {
      if (faults.history) throw faults.history;
      return [...history];
    },
    async followUp(work) {
      if (faults.followUp) throw faults.followUp;
      followUps.push(work);
    },
    async pause(milliseconds) {
      world.clock.now += milliseconds;
      if (next === 'at a pause') nextRound();
    },
  });
  // Both have the app.
  world.fake.installedFor.push(ANN, BEN);
  begin();
  const buttons = await world.ask(input);
  return {
    ...world,
    ...buttons,
    /** Names another person in the card. */
    delegate(from: FakeMember, { picked, typed = '' }: { picked?: FakeMember; typed?: string }) {
      const filled = { [DELEGATE_TO.person]: picked?.aadObjectId ?? '', [DELEGATE_TO.address]: typed };
      const activity = world.pressOf({ ...buttons.approve, ...filled }, from);
      const { value } = activity as ReturnType<typeof world.pressOf> & { value: { action: object } };
      return world.send({ ...activity, value: { ...value, action: { ...value.action, verb: DELEGATE } } });
    },
    given,
    /** Set one to let the calls fail. */
    faults,
    nextRound,
    /** A vote of another surface, and the next round. */
    async voted(decision: object) {
      const cause = JSON.stringify({ errorMessage: '', errorType: NEXT_ROUND, decision });
      if (token === undefined) throw new TypeError('no round waits');
      await completeTask({ token }, { type: 'failure', error: NEXT_ROUND, cause });
      given.pop();
      nextRound();
    },
    /** Runs the follow-ups that were started. */
    async followUp() {
      for (const work of followUps) await world.followUp(work);
    },
  };
}
