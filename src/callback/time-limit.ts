import { createContext, Script } from 'node:vm';

const call = new Script('work()');
const context: { work?: (() => void) | undefined } = createContext({});

/** The work exceeded its time limit. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Runs synchronous work with untrusted parts, such as a regular expression that backtracks for years. Node can stop all
 * code that a vm script calls, even within a regular expression. So a vm script calls `work`.
 *
 * @throws {TimeLimitError} when the work exceeds the time limit
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  let result: { value: T } | undefined;
  context.work = () => {
    result = { value: work() };
  };
  try {
    call.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    // An error of the vm comes from another realm, so it is not an `instanceof` our Error.
    if ((error as { code?: unknown } | undefined | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new TimeLimitError(`not done in ${milliseconds} ms`);
    }
    throw error;
  } finally {
    context.work = undefined;
  }
  if (!result) throw new TypeError('the work was not called');
  return result.value;
}
