import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import { workflowOf } from './execution.ts';
import type { GetHistory, RecordedTask } from './history.ts';
import { recordedTask } from './recorded-task.ts';
import { parseRequest } from './request.ts';
import { type Resolution, resolutionOfError, resolutionOfOutput } from './resolution.ts';
import type { Surface } from './surface.ts';

/**
 * Tells every surface how an approval request ended. One that fails does not stop the others, and neither does a
 * history that cannot be read: the mail needs none.
 *
 * @param event `{execution, request, output}`: the execution's ARN, the state machine's input, and the task's output
 *   or, from a `Catch`, `{Error, Cause}`
 * @throws {Refusal} InvalidRequest; NothingSent when every surface failed
 */
export async function announceDecision(
  event: unknown,
  ports: { getHistory: GetHistory; surfaces: readonly Surface[]; locale: string; log: Log },
): Promise<{ readonly status: Resolution['status'] }> {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { execution, request: input, output } = event;
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  const request = parseRequest(input, ports.locale, workflowOf(execution));
  const task = await recordedTask(execution, ports);
  const resolution = resolutionOf(output, task);

  const told = await Promise.allSettled(
    ports.surfaces.map(async (surface) =>
      surface.announce({ request, resolution, reference: messageOf(task, surface.name) }),
    ),
  );
  const failures = told.flatMap((result, index) =>
    result.status === 'rejected' ? [{ surface: ports.surfaces[index]?.name, error: result.reason }] : [],
  );
  for (const failure of failures)
    ports.log({ level: 'error', event: 'announce_failed', execution, ...failure });
  if (failures.length === ports.surfaces.length) {
    throw new Refusal('NothingSent', 'The decision could not be announced: every surface failed.');
  }
  ports.log({ event: 'announced', execution, status: resolution.status });
  return { status: resolution.status };
}

function resolutionOf(output: unknown, task: RecordedTask | undefined): Resolution {
  const at = task?.resolution?.at;
  if (!isObject(output) || !('Error' in output)) return resolutionOfOutput(output, at);
  const { Error: error, Cause: cause } = output;
  return resolutionOfError(
    typeof error === 'string' ? error : undefined,
    typeof cause === 'string' ? cause : undefined,
    at,
  );
}

function messageOf(task: RecordedTask | undefined, surface: string): unknown {
  const submitted = task?.submitted;
  if (!isObject(submitted) || !isObject(submitted.messages)) return undefined;
  return submitted.messages[surface];
}
