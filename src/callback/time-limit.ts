import { createContext, Script } from 'node:vm';

const call = new Script('work()');
const context: { work?: (() => void) | undefined } = createContext({});

/** The work was not done in its time. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Runs synchronous work that somebody else wrote a part of, such as a pattern that backtracks for years. Node can stop
 * what runs within a vm script, wherever it is, in a regular expression too; the script only calls `work`.
 *
 * @throws {TimeLimitError} when it takes longer
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  let result: { value: T } | undefined;
  context.work = () => {
    result = { value: work() };
  };
  try {
    call.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    // An error of the vm is of another realm: no instance of our Error.
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
