import type { Payload } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { isApproval } from './decision.ts';
import type { GetHistory } from './history.ts';
import { recordedTask } from './recorded-task.ts';
import type { Resolution } from './resolution.ts';

/** How the request behind a payload ended, if it did and the history tells. */
export async function earlierResolution(
  payload: Payload,
  { getHistory, log }: { getHistory?: GetHistory | undefined; log: Log },
): Promise<Resolution | undefined> {
  const execution = payload.context?.execution;
  if (!getHistory || !execution || !isApproval(payload) || !('token' in payload)) return undefined;
  return (await recordedTask(execution, { getHistory, log }, payload.token))?.resolution;
}
