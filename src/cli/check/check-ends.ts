import { EXPIRED } from '../../approval/round-errors.ts';
import { objectIn } from '../../callback/json.ts';
import { type Finding, problem, warning, when } from './finding.ts';
import { type Fate, fateOf } from './handlers.ts';
import { mayFail, mayNeedVotes } from './request.ts';
import { type Level, reachableFrom } from './states.ts';
import { tellsOutcome, type WaitingTask } from './waiting-task.ts';

/** Whether the machine goes on after each end of a request, and each end is told. */
export function checkEnds(task: WaitingTask): readonly Finding[] {
  const { levels } = task;
  const rejected = fateOf('rejected', levels);
  const timedOut = fateOf('States.Timeout', levels);
  const expired = fateOf(EXPIRED, levels);
  return [
    ...when(!rejected.caught && mayFail(task), REJECTION_NOT_CAUGHT),
    ...when(!timedOut.caught && !expired.caught, EXPIRY_NOT_CAUGHT),
    ...checkSameEnd(timedOut, expired, task),
    ...checkExpiryTold(timedOut, task),
  ];
}

const REJECTION_NOT_CAUGHT = warning(
  'rejection-not-caught',
  'A rejection fails the execution with the error rejected. If the machine should go on, add a Catch for it.',
);
const EXPIRY_NOT_CAUGHT = warning(
  'expiry-not-caught',
  `An expiry fails the execution, with the error States.Timeout or ${EXPIRED}. If the machine should go on, add a Catch for both.`,
);

function checkSameEnd(timedOut: Fate, expired: Fate, task: WaitingTask): readonly Finding[] {
  const [one, other] = [targetOf(timedOut), targetOf(expired)];
  if (one === other) return [];
  const finding = mayNeedVotes(task) ? problem : warning;
  const then = (target: string | undefined) =>
    target ? `continues with “${target}”` : 'fails the execution';
  return [
    finding(
      'expired-not-caught',
      `After several votes, an expiry has the error ${EXPIRED}, and ${then(other)}; otherwise it has States.Timeout, and ${then(one)}. Name both errors in one Catch.`,
    ),
  ];
}

function checkExpiryTold({ caught }: Fate, { levels }: WaitingTask): readonly Finding[] {
  if (!caught) return [];
  const from = levels.findIndex(({ state }) => state === caught.level.state);
  const target = objectIn(caught.level.siblings[String(caught.by.Next)]);
  // A failure ends the execution, and the EventBridge rule tells it at once.
  return when(target.Type !== 'Fail' && !tellingState(caught.by.Next, levels.slice(from)), EXPIRY_NOT_TOLD);
}

const EXPIRY_NOT_TOLD = warning(
  'expiry-not-told',
  'After an expiry, the messages stay open until the execution has ended, because its Catch leads to no state that calls tell-outcome. Add one behind that Catch.',
);

/** What tells people the decision. */
export function toldBy({ state, levels }: WaitingTask): string {
  const telling = tellingState(state.Next, levels);
  return telling === undefined
    ? 'The press tells the decision. If it could not, the EventBridge rule does when the execution has ended, if the setting stateMachines of the deployment names this machine.'
    : `The press tells the decision. If it could not, the state “${telling}” does.`;
}

/** The first state that calls tell-outcome, from a state on, or after the states around it in the same execution. */
function tellingState(start: unknown, [level, ...around]: readonly Level[]): string | undefined {
  if (!level) return undefined;
  const { siblings } = level;
  const found = reachableFrom(start, siblings).find((name) => tellsOutcome(objectIn(siblings[name])));
  return found ?? tellingState(around[0]?.state.Next, around);
}

function targetOf({ caught }: Fate): string | undefined {
  return caught && String(caught.by.Next);
}
