import { Refusal } from '../callback/errors.ts';
import type { Note } from '../wide-line.ts';
import { type AnnouncePorts, announce, type Told } from './announce.ts';
import { executionReference, workflowOf } from './execution.ts';
import { findTasks, type RecordedTask } from './history.ts';
import { messagesOf, transactionOf } from './messages.ts';
import { parseRequest } from './request.ts';

/**
 * The state machine itself announces what its own states saw end; an execution that ended around them, or before them,
 * nobody would. Only the history tells what to announce: where it cannot be read, or is behind, the error makes Lambda
 * call again.
 */
export async function announceEnd(
  { executionArn: execution }: Record<string, unknown>,
  ports: AnnouncePorts,
  note: Note,
): Promise<Told> {
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  note({ execution: executionReference(execution), status: 'ignored' });
  const tasks = findTasks(await ports.getHistory(execution));
  if (tasks.some((task) => !task.resolution && messagesOf(task)))
    throw new Error('The history does not tell yet how the execution ended.');
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
