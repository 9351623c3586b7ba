import { Refusal } from '../callback/errors.ts';
import type { Note } from '../wide-line.ts';
import { type AnnouncePorts, announce, type Told } from './announce.ts';
import { executionReference, workflowOf } from './execution.ts';
import { findTasks, type HistoryEvent, type RecordedTask, tellsEnd } from './history.ts';
import { messagesOf, transactionOf } from './messages.ts';
import { parseRequest } from './request.ts';

/** A history that is behind may have caught up after so many milliseconds. */
const CATCHING_UP_MS = 1_000;

/**
 * The state machine itself announces what its own states saw end; an execution that ended around them, or before them,
 * nobody would. Only the history tells what to announce: where it cannot be read, the error makes Lambda call again.
 *
 * @returns undefined where the history is behind, and does not tell yet how the execution ended
 */
export async function announceEnd(
  { executionArn: execution }: Record<string, unknown>,
  ports: AnnouncePorts,
  note: Note,
): Promise<Told | undefined> {
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  note({ execution: executionReference(execution), status: 'ignored' });
  const history = await wholeHistory(execution, ports);
  if (!history) {
    note({ level: 'warn', outcome: 'history_behind' });
    return undefined;
  }
  const tasks = findTasks(history);
  const isRequest = (input: unknown) => isParsable(input, ports.locale);
  const untold = tasks.flatMap((task) =>
    task.resolution && isUntold(task, isRequest) ? [{ task, resolution: task.resolution }] : [],
  );
  const status = untold[0]?.resolution.status ?? 'ignored';
  note({ transaction_ids: untold.map(({ task }) => transactionOf(task)), status });
  const told = await Promise.allSettled(
    untold.map(async ({ task, resolution }) => {
      const request = parseRequest(task.input, ports.locale, workflowOf(execution));
      await announce({ execution, request, task, resolution }, ports);
    }),
  );
  const failed = told.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return { status };
}

/** Step Functions tells EventBridge of an end, it may be, before its history does. */
async function wholeHistory(
  execution: string,
  { getHistory, wait }: AnnouncePorts,
): Promise<readonly HistoryEvent[] | undefined> {
  const first = await getHistory(execution);
  if (tellsEnd(first)) return first;
  await wait(CATCHING_UP_MS);
  const second = await getHistory(execution);
  return tellsEnd(second) ? second : undefined;
}

/**
 * Whether nobody has told how a request ended: its execution took it along, or did not come to the state that tells. One
 * that reached nobody is told to whoever asked.
 */
function isUntold(task: RecordedTask, isRequest: (input: unknown) => boolean): boolean {
  const { resolution, takenAlong, wentOn, input } = task;
  if (wentOn && !takenAlong) return false;
  if (messagesOf(task)) return true;
  return !takenAlong && resolution?.status === 'failed' && isRequest(input);
}

/** Another program's task may wait for a token too. */
function isParsable(input: unknown, locale: string): boolean {
  try {
    parseRequest(input, locale, '');
    return true;
  } catch {
    return false;
  }
}
