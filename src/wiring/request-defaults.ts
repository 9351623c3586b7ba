import type { KeptDefaults } from '../approval/approval.ts';
import { parseApprovers } from '../approval/approvers.ts';
import { MIN_EVERY, readDuration } from '../approval/duration.ts';
import type { RequestDefaults } from '../approval/request.ts';
import { Refusal } from '../callback/errors.ts';
import { type Config, ConfigError } from '../config.ts';
import { NOTATION, readId } from './notation.ts';

/**
 * What applies to each request that does not say it, for every function that reads requests: all of them must read a request in
 * the same way.
 */
export function requestDefaults(config: Config): RequestDefaults {
  return { ...NOTATION, locale: config.LOCALE };
}

/**
 * When people are reminded, who may decide later, and how a decision is confirmed, in each request that does not say it. Only
 * the function that makes requests needs it: a request keeps what applied then.
 *
 * @throws {ConfigError} for a variable with an invalid value, or one that has no effect without another one
 */
export function keptDefaults(config: Config): KeptDefaults {
  return { remind: readReminders(config), escalate: readEscalation(config), confirm: config.CONFIRM };
}

function readReminders(config: Config): KeptDefaults['remind'] {
  const after = readDurationOf(config, 'REMIND_AFTER');
  const every = readDurationOf(config, 'REMIND_EVERY', MIN_EVERY);
  const beforeExpiry = readDurationOf(config, 'REMIND_BEFORE_EXPIRY');
  if (after === undefined) {
    assertNotAlone('REMIND_EVERY', 'REMIND_AFTER', every);
    assertNotAlone('REMIND_BEFORE_EXPIRY', 'REMIND_AFTER', beforeExpiry);
    return undefined;
  }
  return { after, ...(every && { every }), ...(beforeExpiry && { before_expiry: beforeExpiry }) };
}

function readEscalation(config: Config): KeptDefaults['escalate'] {
  const after = readDurationOf(config, 'ESCALATE_AFTER');
  const { ESCALATE_TO: to, CREATE_URLS_FUNCTION: functionName } = config;
  if (after === undefined || to === undefined) {
    assertNotAlone('ESCALATE_AFTER', 'ESCALATE_TO', after);
    assertNotAlone('ESCALATE_TO', 'ESCALATE_AFTER', to);
    return undefined;
  }
  if (functionName === undefined) return [{ after, to: readApprovers(to) }];
  throw new ConfigError(
    'The environment variable ESCALATE_TO cannot be combined with CREATE_URLS_FUNCTION: the URLs of that function do not say who may decide.',
  );
}

/** Refuses a variable that has no effect without another one. */
function assertNotAlone(name: string, missing: string, value: unknown): void {
  if (value === undefined) return;
  throw new ConfigError(`The environment variable ${name} needs ${missing}. Set both.`);
}

type Duration = 'REMIND_AFTER' | 'REMIND_EVERY' | 'REMIND_BEFORE_EXPIRY' | 'ESCALATE_AFTER';

/** @param least in seconds */
function readDurationOf(config: Config, name: Duration, least = 1): string | undefined {
  const value = config[name];
  if (value === undefined) return undefined;
  const seconds = readDuration(value);
  if (seconds === undefined) {
    throw new ConfigError(`The environment variable ${name} must be a duration, such as 30m, 4h or 2d.`);
  }
  if (seconds >= least) return value;
  throw new ConfigError(`The environment variable ${name} must be at least ${least}s.`);
}

function readApprovers(value: string): readonly string[] {
  try {
    return parseApprovers(value, readId) ?? [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ConfigError(
      'The environment variable ESCALATE_TO must name at most 20 people or groups, by e-mail addresses and by ids such as U0123456789, separated by commas.',
      { cause: error },
    );
  }
}
