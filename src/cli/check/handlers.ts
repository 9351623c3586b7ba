import { type Level, listOf, type Members } from './states.ts';

/** How long a retrier waits, and how often. Defaults of the Amazon States Language; NaN for a placeholder. */
export interface Retrier {
  readonly names: readonly string[];
  readonly interval: number;
  readonly rate: number;
  readonly longest: number;
  readonly attempts: number;
}

/** What happens to an error. */
export interface Fate {
  /** The retrier that starts the task, or a state around it, again. */
  readonly retry?: { readonly level: Level; readonly by: Members };
  /** The catcher that gets the error if it is not retried any more. Without one, the execution fails. */
  readonly caught?: { readonly level: Level; readonly by: Members };
}

/** The first retrier or catcher that matches an error: Step Functions asks no other one. */
export function handlerOf(error: string, handlers: unknown): Members | undefined {
  return listOf(handlers).find((handler) => nameOf(error, handler) !== undefined);
}

/**
 * The name with which a retrier or catcher matches an error.
 *
 * States.TaskFailed matches all errors but States.Timeout (Step Functions developer guide: "Error names").
 */
export function nameOf(error: string, handler: Members): string | undefined {
  const wildcards = error === 'States.Timeout' ? ['States.ALL'] : ['States.ALL', 'States.TaskFailed'];
  return namesOf(handler).find((name) => name === error || wildcards.includes(name));
}

/** What happens to an error of a task. States around it handle what its own state does not catch. */
export function fateOf(error: string, levels: readonly Level[]): Fate {
  const handled = levels.map((level) => ({
    level,
    retrier: handlerOf(error, level.state.Retry),
    catcher: handlerOf(error, level.state.Catch),
  }));
  const last = handled.findIndex(({ catcher }) => catcher);
  const onTheWay = last < 0 ? handled : handled.slice(0, last + 1);
  const retried = onTheWay.find(({ retrier }) => retrier && readRetrier(retrier).attempts !== 0);
  const caught = handled[last];
  return {
    ...(retried?.retrier && { retry: { level: retried.level, by: retried.retrier } }),
    ...(caught?.catcher && { caught: { level: caught.level, by: caught.catcher } }),
  };
}

export function namesOf({ ErrorEquals: names }: Members): readonly string[] {
  return Array.isArray(names) ? names.map(String) : [];
}

/** The retrier that starts a task again after an error; undefined if there is none, or one that never does. */
export function retrierOf(error: string, handlers: unknown): Retrier | undefined {
  const found = handlerOf(error, handlers);
  const retrier = found && readRetrier(found);
  return retrier?.attempts === 0 ? undefined : retrier;
}

function readRetrier(retrier: Members): Retrier {
  const number = (value: unknown, otherwise: number) => (value === undefined ? otherwise : Number(value));
  return {
    names: namesOf(retrier),
    interval: number(retrier.IntervalSeconds, 1),
    rate: number(retrier.BackoffRate, 2),
    longest: number(retrier.MaxDelaySeconds, Number.POSITIVE_INFINITY),
    attempts: number(retrier.MaxAttempts, 3),
  };
}

/** For how many seconds a retrier goes on, without jitter; NaN with placeholders. */
export function secondsOf({ interval, rate, longest, attempts }: Retrier): number {
  if (Number.isNaN(attempts)) return attempts;
  let seconds = 0;
  // Far above the longest wait that matters, and ends also with a very large MaxAttempts.
  for (let attempt = 0; attempt < attempts && seconds < 1e6; attempt++) {
    seconds += Math.min(interval * rate ** attempt, longest);
  }
  return seconds;
}
