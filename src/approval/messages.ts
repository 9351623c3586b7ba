import { isObject } from '../callback/json.ts';
import type { RecordedTask } from './history.ts';

/** Where a surface's message about a request is, as its `ask` returned it; undefined where the history does not tell. */
export function messageOn(surface: string, task: RecordedTask | undefined): unknown {
  return messagesOf(task)?.[surface];
}

/** Where all the messages about a request are; undefined where nobody was asked, or the task is none of ours. */
export function messagesOf(task: RecordedTask | undefined): Readonly<Record<string, unknown>> | undefined {
  const submitted = task?.submitted;
  if (!isObject(submitted) || typeof submitted.transaction_id !== 'string') return undefined;
  return isObject(submitted.messages) ? submitted.messages : undefined;
}

/** The transaction whose URLs the messages have; undefined where the history does not tell. */
export function transactionOf(task: RecordedTask | undefined): unknown {
  return isObject(task?.submitted) ? task.submitted.transaction_id : undefined;
}
