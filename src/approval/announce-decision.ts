import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { inOneLine, type Note } from '../wide-line.ts';
import { type AnnouncePorts, announce, type Told } from './announce.ts';
import { announceEnd } from './announce-end.ts';
import { executionReference, workflowOf } from './execution.ts';
import { findTasks, type RecordedTask } from './history.ts';
import { transactionOf } from './messages.ts';
import { startPatience } from './patience.ts';
import { withDecision } from './rejection.ts';
import { parseRequest } from './request.ts';
import { type Resolution, resolutionOfError, resolutionOfOutput } from './resolution.ts';

/** A history has this long to be read, so that there is time left to tell how it ended. */
const HISTORY_WITHIN_MS = 5_000;

/**
 * Tells every surface how an approval request ended. One that fails does not stop the others. Neither does a history
 * that cannot be read, or not in time, where the state machine itself says how it ended: the mail needs none.
 *
 * @param event from the state machine `{execution, request, output}`: the execution's ARN, the state machine's input,
 *   and the task's output or, from a `Catch`, `{Error, Cause}`; or EventBridge's "Step Functions Execution Status
 *   Change" of an execution that was aborted, timed out or failed
 * @returns the status that was told; `ignored` for an execution that left no request of ours untold
 * @throws {Refusal} InvalidRequest; NothingSent when every surface failed
 */
export async function announceDecision(event: unknown, ports: AnnouncePorts): Promise<Told> {
  const told = await inOneLine('announce_decision', ports, async (note) => {
    if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
    return isObject(event.detail)
      ? announceEnd(event.detail, ports, note)
      : announceOutput(event, ports, note);
  });
  // Thrown after its line, which would call it an error of ours: Lambda only has to call again.
  if (!told) throw new Error('The history does not tell yet how the execution ended.');
  return told;
}

async function announceOutput(
  { execution, request: input, output }: Record<string, unknown>,
  ports: AnnouncePorts,
  note: Note,
): Promise<Told> {
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  note({ execution: executionReference(execution) });
  const request = parseRequest(input, ports.locale, workflowOf(execution));
  const task = taskOf(input, await tasksOf(execution, ports));
  const resolution = withDecision(resolutionOf(output, task?.resolution?.at), request.name);
  const { status } = resolution;
  note({ transaction_id: transactionOf(task), status });
  await announce({ execution, request, task, resolution }, ports);
  note(waited(task, resolution));
  return { status };
}

/** Without its history a decision is told all the same; a message that nobody finds, though, stays as it is. */
async function tasksOf(
  execution: string,
  { getHistory, wait, log }: AnnouncePorts,
): Promise<readonly RecordedTask[]> {
  try {
    return findTasks(await startPatience(wait, HISTORY_WITHIN_MS)(getHistory(execution)));
  } catch (error) {
    log({ level: 'error', event: 'update_failed', execution: executionReference(execution), error });
    return [];
  }
}

/**
 * Which of an execution's requests it is that ended: the last that was asked, unless several are asked at once. Then it
 * is the one that was asked with the same words, or the last of those that has ended.
 */
function taskOf(input: unknown, tasks: readonly RecordedTask[]): RecordedTask | undefined {
  const same = tasks.filter((task) => isDeepStrictEqual(task.input, input));
  return same.findLast(({ resolution }) => resolution) ?? same.at(-1) ?? tasks.at(-1);
}

/** How long people took, where they decided. */
function waited(task: RecordedTask | undefined, { status, at }: Resolution): { waited_ms?: number } {
  if (!task?.askedAt || !at || (status !== 'approved' && status !== 'rejected')) return {};
  return { waited_ms: at.getTime() - task.askedAt.getTime() };
}

function resolutionOf(output: unknown, at: Date | undefined): Resolution {
  if (!isObject(output) || !('Error' in output)) return resolutionOfOutput(output, at);
  const { Error: error, Cause: cause } = output;
  return resolutionOfError(
    typeof error === 'string' ? error : undefined,
    typeof cause === 'string' ? cause : undefined,
    at,
  );
}
