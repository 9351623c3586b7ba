import { EXPIRED, NEXT_ROUND } from '../../approval/round-errors.ts';
import { type Finding, problem, warning } from './finding.ts';
import { fateOf, nameOf, namesOf, retrierOf, secondsOf } from './handlers.ts';
import { RETRIERS } from './product.ts';
import { mayNeedVotes } from './request.ts';
import type { WaitingTask } from './waiting-task.ts';

const TRY_AGAIN = 'Countersign.TryAgain';
/** As many as in the deployment's own machine. A request has at most 60 votes, and other attempts need some, too. */
const ROUNDS = 99;
/** How long an outage of Slack, Teams or AWS may last. */
const OUTAGE_SECONDS = 15 * 60;
const LAMBDA_ERRORS = RETRIERS.flatMap(namesOf).filter((name) => !name.startsWith('Countersign.'));

/** Whether a state that asks tries again what Countersign wants to be tried again. */
export function checkRetries(task: WaitingTask): readonly Finding[] {
  return [...checkNextRound(task), ...checkTryAgain(task), ...checkLambdaErrors(task)];
}

function checkNextRound(task: WaitingTask): readonly Finding[] {
  const { state } = task;
  const finding = mayNeedVotes(task) ? problem : warning;
  const retrier = retrierOf(NEXT_ROUND, state.Retry);
  if (!retrier) {
    return [
      finding(
        'next-round',
        `Its Retry does not have ${NEXT_ROUND}, so that a request that needs several votes fails at the first one. Add it as the first retrier.`,
      ),
    ];
  }
  const { names, attempts, rate, interval } = retrier;
  const by = names.includes(NEXT_ROUND)
    ? `Its retrier for ${NEXT_ROUND}`
    : `${NEXT_ROUND} is matched by the retrier for ${names.join(', ')}, which`;
  const faults = [
    attempts < ROUNDS && `begins only ${attempts} more rounds (MaxAttempts), and then the request fails`,
    rate > 1 && 'lets each round begin later than the one before (BackoffRate)',
    interval > 1 && `takes no vote for ${interval} seconds after each vote (IntervalSeconds)`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return [];
  return [
    finding(
      'next-round',
      `${by} ${faults.join('; it ')}. Put a retrier of its own first in the list, with IntervalSeconds 1, BackoffRate 1 and MaxAttempts ${ROUNDS}.`,
    ),
  ];
}

function checkTryAgain({ state }: WaitingTask): readonly Finding[] {
  const retrier = retrierOf(TRY_AGAIN, state.Retry);
  if (!retrier) {
    return [
      problem(
        'try-again',
        `Its Retry does not have ${TRY_AGAIN}, so that the request fails if Slack, Teams or AWS is down for a moment. Add it, with back-off.`,
      ),
    ];
  }
  const seconds = Math.round(secondsOf(retrier));
  const faults = [
    retrier.rate === 1 && 'does not wait longer each time (BackoffRate)',
    seconds < OUTAGE_SECONDS && `gives up after ${seconds} seconds (MaxAttempts)`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return [];
  return [
    warning(
      'try-again',
      `The retrier for ${TRY_AGAIN} ${faults.join(', and ')}. Let it go on for at least ${OUTAGE_SECONDS / 60} minutes, with back-off.`,
    ),
  ];
}

function checkLambdaErrors({ state }: WaitingTask): readonly Finding[] {
  const missing = LAMBDA_ERRORS.filter((error) => !retrierOf(error, state.Retry));
  if (missing.length === 0) return [];
  return [
    warning(
      'lambda-errors',
      `After these errors of Lambda the request fails, because its Retry does not have them: ${missing.join(', ')}. Add them.`,
    ),
  ];
}

/** Ends after which a state should not simply ask again. */
const ENDS = [
  { error: 'rejected', what: 'a rejection' },
  { error: 'States.Timeout', what: 'an expiry' },
  { error: EXPIRED, what: 'an expiry' },
] as const;

/** Whether people are asked again although they have rejected, or although the request has expired. */
export function checkAskedAgain({ asks, levels, state }: WaitingTask): readonly Finding[] {
  const retried = ENDS.flatMap(({ error, what }) => {
    const { retry } = fateOf(error, levels);
    return retry ? [{ ...retry, what, name: nameOf(error, retry.by) }] : [];
  });
  return unique(retried.map(({ by }) => by)).map((retrier) => {
    const same = retried.filter(({ by }) => by === retrier);
    const ends = unique(same.map(({ what }) => what));
    const names = unique(same.map(({ name }) => name));
    const level = same[0]?.level;
    const where = level?.state === state ? 'It' : `The state “${level?.name}” around it`;
    // Other functions than request-approval may report a rejection in another way.
    const finding = asks && ends.includes('a rejection') ? problem : warning;
    return finding(
      'asks-again',
      `${where} asks again after ${ends.join(' and ')}, because its Retry has ${names.join(' and ')}. Remove that, if this is not intended.`,
    );
  });
}

function unique<T>(list: readonly T[]): readonly T[] {
  return [...new Set(list)];
}
