import type { Payload } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { isApproval } from './decision.ts';
import { findTask, type GetHistory } from './history.ts';
import type { Resolution } from './resolution.ts';

/**
 * How the request behind a payload ended, if it did and the history tells. A history that cannot be read is logged:
 * it is no reason to turn a person away.
 */
export async function earlierResolution(
  payload: Payload,
  { getHistory, log }: { getHistory?: GetHistory | undefined; log: Log },
): Promise<Resolution | undefined> {
  const execution = payload.context?.execution;
  if (!getHistory || !execution || !isApproval(payload)) return undefined;
  try {
    return findTask(await getHistory(execution), payload.token)?.resolution;
  } catch (error) {
    log({ level: 'error', event: 'history_failed', execution, error });
    return undefined;
  }
}
