import { parseApprovers } from '../approval/approvers.ts';
import type { RequestDefaults } from '../approval/request.ts';
import { Refusal } from '../callback/errors.ts';
import { type Config, ConfigError } from '../config.ts';
import { NOTATION, readId } from './notation.ts';

/**
 * What applies to each request that does not say it, for every function that reads requests: all of them must read a request in
 * the same way.
 *
 * @throws {ConfigError} if ESCALATE_TO names no approvers
 */
export function requestDefaults(config: Config): RequestDefaults {
  const { LOCALE: locale, CONFIRM: confirm, ESCALATE_AFTER: after, ESCALATE_TO: to } = config;
  const { REMIND_AFTER, REMIND_EVERY: every, REMIND_BEFORE_EXPIRY: beforeExpiry } = config;
  const remind = REMIND_AFTER !== undefined && {
    after: REMIND_AFTER,
    ...(every !== undefined && { every }),
    ...(beforeExpiry !== undefined && { beforeExpiry }),
  };
  return {
    ...NOTATION,
    locale,
    confirm,
    ...(remind && { remind }),
    ...(after !== undefined && to !== undefined && { escalate: [{ after, to: readApprovers(to) }] }),
  };
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
