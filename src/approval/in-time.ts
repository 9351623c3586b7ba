import { once } from 'node:events';

/** The deadline of a delivery, or the time limit of a call, has passed. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/**
 * Waits for work until a limit. After the limit, the work goes on, but its result is ignored.
 *
 * @throws {LateError} if the limit comes first
 */
export async function inTime<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  const late = limit.aborted ? Promise.resolve() : once(limit, 'abort');
  return Promise.race([
    work,
    late.then(() => {
      throw new LateError('The deadline has passed.');
    }),
  ]);
}
