import { Refusal } from '../callback/errors.ts';
import type { Payload, TokenTask } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound } from './approval.ts';
import { historyUnavailable } from './histories.ts';
import { type GetHistory, type HistoryEvent, isComplete } from './history.ts';
import { approvalOfToken, readApprovals } from './read-approvals.ts';
import { tokenHash } from './record.ts';
import type { RequestDefaults } from './request.ts';
import type { PressPorts, Verdict } from './verdict.ts';

/** An approval as it is now, whatever round a button or a link was made in. */
export interface CurrentRound {
  readonly approval: Approval;
  /**
   * The task token of the round that waits. Missing after the end, between two rounds, and until request-approval has returned
   * where the messages are: Step Functions does not keep what it returns after the vote.
   */
  readonly token?: string;
}

export interface RoundPorts extends RequestDefaults {
  readonly getHistory?: GetHistory | undefined;
  readonly log: Log;
}

/**
 * Finds in the history the approval of a payload, and the round that waits now.
 *
 * @param again true: the task of the round that was found before has ended since
 * @returns undefined if the history is not complete yet: votes that are not read must not be missing in the count
 * @throws {Refusal} HistoryUnavailable
 */
export async function findCurrentRound(
  payload: Payload & TokenTask,
  ports: RoundPorts,
  again: boolean,
): Promise<CurrentRound | undefined> {
  const { context: { execution = '' } = {}, since } = payload;
  const history = await historyOf(execution, since, again, ports);
  if (!isComplete(history, since)) return undefined;
  const approvals = readApprovals(history, execution, ports, tokenHash(payload.token));
  const approval = approvalOfToken(approvals, payload.token);
  if (!approval) return undefined;
  const { token, isAsked, isOver } = lastRound(approval);
  const takesVotes = approval.state.kind === 'waiting' && isAsked && !isOver;
  return { approval, ...(takesVotes && token !== undefined && { token }) };
}

/** The next round begins a second after the last one, when its function has been called. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Does something in the round that waits now. If a round ends in the same moment, it is tried in the next one.
 *
 * @param act returns undefined if no round waits at the moment
 * @returns the verdict `later` if no round began in time
 */
export async function inCurrentRound(
  payload: Payload & TokenTask,
  ports: RoundPorts & Pick<PressPorts, 'now' | 'pause' | 'nextRoundWithinMs'>,
  act: (found: CurrentRound) => Promise<Verdict | undefined>,
): Promise<Verdict> {
  const until = ports.now() + ports.nextRoundWithinMs;
  for (let again = false; ; again = true) {
    const found = await findCurrentRound(payload, ports, again);
    const verdict = found && (await act(found));
    if (verdict) return verdict;
    if (ports.now() >= until) return later(payload);
    await ports.pause(LOOK_AGAIN_MS);
  }
}

/** No round waits at the moment. */
function later(payload: Payload): Verdict {
  return {
    kind: 'later',
    payload,
    refusal: new Refusal(
      'NextRoundPending',
      'Another person has just answered, and this answer did not count yet. Press again in a moment.',
    ),
  };
}

async function historyOf(
  execution: string,
  since: number | undefined,
  again: boolean,
  { getHistory, log }: RoundPorts,
): Promise<readonly HistoryEvent[]> {
  try {
    if (!getHistory) throw new TypeError('the deployment reads no histories');
    return await getHistory(execution, { since, again });
  } catch (error) {
    log({ level: 'error', event: 'history_failed', execution, error });
    throw historyUnavailable(error);
  }
}
