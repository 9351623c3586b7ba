import { cut } from './cut.ts';

/** With a task token and a name this long, in any script, a payload still fits a button or a link in Slack. */
const MAX_NAME = 256;

/** The name of a request as it is taken, sealed and written into a cause. */
export function requestName(given: string): string {
  return cut(given.toWellFormed(), MAX_NAME);
}
