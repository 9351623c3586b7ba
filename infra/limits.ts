/** The routes of the HTTP API, by the names that the settings use. */
export const ROUTES = ['respond', 'urls', 'slack', 'teams'] as const;
export type RouteName = (typeof ROUTES)[number];

/** The functions whose concurrency can be reserved. `workflow`: those that the state machines call. */
const GROUPS = [...ROUTES, 'workflow'] as const;
export type FunctionGroup = (typeof GROUPS)[number];

/** What a deployment takes on, and when it tells that there is too much. */
export interface Limits {
  /** The number of requests per second that each route accepts, if `routeLimits` has no other one. */
  readonly requestsPerSecond: number;
  readonly routeLimits: Readonly<Partial<Record<RouteName, number>>>;
  /** The concurrency that is reserved for each function of a group, which is also its limit. By default, none. */
  readonly reservedConcurrency: Readonly<Partial<Record<FunctionGroup, number>>>;
  /** The number of refusals in 5 minutes that starts an alarm. */
  readonly alarmAfterRefusals: number;
}

const MOST_REQUESTS = 10_000;
const MOST_CONCURRENCY = 10_000;
const MOST_REFUSALS = 1_000_000;

/**
 * Reads and checks the settings of {@link Limits}.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readLimits(text: (name: keyof Limits) => string): Limits {
  return {
    requestsPerSecond: readNumber('requestsPerSecond', text('requestsPerSecond'), MOST_REQUESTS),
    routeLimits: readNumbers('routeLimits', text('routeLimits'), ROUTES, MOST_REQUESTS),
    reservedConcurrency: readNumbers(
      'reservedConcurrency',
      text('reservedConcurrency'),
      GROUPS,
      MOST_CONCURRENCY,
    ),
    alarmAfterRefusals: readNumber('alarmAfterRefusals', text('alarmAfterRefusals'), MOST_REFUSALS),
  };
}

/** @throws {TypeError} unless the value is a whole number from 1 to `max` */
export function readNumber(name: string, value: string, max: number): number {
  const number = numberIn(value, max);
  if (number) return number;
  throw new TypeError(`${name}=${value} must be a whole number from 1 to ${max}.`);
}

/** Reads `respond:20,slack:50`. */
function readNumbers<Key extends string>(
  name: string,
  value: string,
  keys: readonly Key[],
  max: number,
): Partial<Record<Key, number>> {
  const numbers: Partial<Record<Key, number>> = {};
  for (const pair of value.split(',').filter((one) => one.trim())) {
    const [given = '', text = ''] = pair.split(':').map((part) => part.trim());
    const key = keys.find((one) => one === given);
    const number = numberIn(text, max);
    if (!key || !number || numbers[key]) {
      throw new TypeError(
        `${name}=${value} must have each name once, with a whole number from 1 to ${max}, such as ${keys[0]}:20. Names: ${keys.join(', ')}.`,
      );
    }
    numbers[key] = number;
  }
  return numbers;
}

function numberIn(text: string, max: number): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= 1 && number <= max ? number : undefined;
}
