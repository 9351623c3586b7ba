import { Refusal } from '../callback/errors.ts';
import type { Payload, TokenTask } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound } from './approval.ts';
import { type GetHistory, type HistoryEvent, isComplete } from './history.ts';
import { approvalOfToken, readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';

/** An approval as it is now, whatever round a button or a link was made in. */
export interface CurrentRound {
  readonly approval: Approval;
  /** The task token of the round that waits. Missing between two rounds, and after the end. */
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
  const approvals = readApprovals(history, execution, ports);
  const approval = approvalOfToken(approvals, payload.token);
  if (!approval) return undefined;
  const { token, isOver } = lastRound(approval);
  return { approval, ...(approval.state.kind === 'waiting' && !isOver && token !== undefined && { token }) };
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
    throw new Refusal(
      'HistoryUnavailable',
      'The votes of this request cannot be looked up at the moment. Nothing was decided. Press again in a minute.',
      { cause: error },
    );
  }
}
