import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Escalation, Reminders } from './approval.ts';
import { parseApprovers } from './approvers.ts';
import { MIN_EVERY, readDuration } from './duration.ts';
import type { ReadId } from './people.ts';
import { RequestProblem } from './request-problem.ts';
import { cut, oneLine } from './text.ts';

/** How often the people of one stage can be reminded, before the last reminder. */
export const MAX_REMINDERS = 100;
/** How many times of escalation a stage may have: they are sealed into each button. */
export const MAX_ESCALATIONS = 3;

/**
 * Reads when people are reminded.
 *
 * @param given `{after, every?, before_expiry?}`; `false` or nothing for a request that reminds no person
 * @throws {Refusal} InvalidRequest
 */
export function parseReminders(given: unknown): Reminders | undefined {
  if (given === undefined || given === false) return undefined;
  if (!isObject(given))
    throw invalid('The input\'s remind must be an object, such as {"after": "4h", "every": "1d"}.');
  assertMembers(given, ['after', 'every', 'before_expiry'], 'remind');
  const after = duration(given.after, 'remind.after');
  const every = optionalDuration(given.every, 'remind.every');
  const beforeExpiry = optionalDuration(given.before_expiry, 'remind.before_expiry');
  if (every !== undefined && every < MIN_EVERY) {
    throw new RequestProblem('tooOften', `The shortest remind.every is ${MIN_EVERY}s.`, `${MIN_EVERY}s`);
  }
  return {
    after,
    ...(every !== undefined && { every }),
    ...(beforeExpiry !== undefined && { beforeExpiry }),
  };
}

/**
 * Reads who may decide later, the first one first.
 *
 * @param given a list of `{after, to}`; an empty one or nothing for a stage that no other people may decide
 * @throws {Refusal} InvalidRequest
 */
export function parseEscalations(given: unknown, readId: ReadId): readonly Escalation[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.length > MAX_ESCALATIONS) {
    throw new RequestProblem(
      'tooManyEscalations',
      `The input's escalate must be a list of at most ${MAX_ESCALATIONS}, such as [{"after": "1d", "to": ["ann@example.com"]}].`,
      String(MAX_ESCALATIONS),
    );
  }
  const escalations = given.map((one: unknown) => {
    if (!isObject(one))
      throw invalid('Each escalation must be an object, such as {"after": "1d", "to": ["ann@example.com"]}.');
    assertMembers(one, ['after', 'to'], 'escalate');
    const to = parseApprovers(one.to ?? undefined, readId);
    if (!to) throw invalid('An escalation does not say to whom: add "to".');
    return { after: duration(one.after, 'escalate.after'), to };
  });
  return escalations.toSorted((a, b) => a.after - b.after);
}

function duration(value: unknown, member: string): number {
  const seconds = readDuration(value);
  if (seconds !== undefined) return seconds;
  throw new RequestProblem(
    'notADuration',
    `The input's ${member} must be a duration of at most a year, such as "30m", "4h" or "2d".`,
    ...(member.startsWith('remind')
      ? ['remind', 'remind: 4h, 1d']
      : ['escalate', 'escalate: 1d bob@example.com']),
  );
}

function optionalDuration(value: unknown, member: string): number | undefined {
  return value === undefined || value === null ? undefined : duration(value, member);
}

function assertMembers(given: Record<string, unknown>, members: readonly string[], where: string): void {
  const unknown = Object.keys(given).find((member) => !members.includes(member));
  if (unknown === undefined) return;
  throw invalid(`The input's ${where} has "${cut(oneLine(unknown), 40)}", which is not supported.`);
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
