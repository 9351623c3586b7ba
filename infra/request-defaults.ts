import type { SettingName } from './settings-table.ts';

/** What applies to each request that does not say it. */
export interface RequestDefaults {
  /** The default language of all texts. */
  readonly locale: string;
  /** `typed`: the page of a link asks the person to type the name of the request. */
  readonly confirm: 'typed' | undefined;
  /** When the people who have not answered are reminded, as durations such as `4h`. If it is missing, they are not. */
  readonly remind: ReminderSettings | undefined;
  /** Who may decide too, and after which time. If it is missing, only the approvers of the request decide. */
  readonly escalate: EscalationSettings | undefined;
}

interface ReminderSettings {
  readonly after: string;
  readonly every: string | undefined;
  readonly beforeExpiry: string | undefined;
}

interface EscalationSettings {
  readonly after: string;
  /** E-mail addresses, and ids of Slack and Teams. */
  readonly to: readonly string[];
}

/**
 * Reads and checks when requests remind and escalate, if they do not say it.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readReminders(
  text: (name: SettingName) => string,
): Pick<RequestDefaults, 'remind' | 'escalate'> {
  return { remind: readRemind(text), escalate: readEscalate(text) };
}

function readRemind(text: (name: SettingName) => string): ReminderSettings | undefined {
  const [after, every, beforeExpiry] = (['remindAfter', 'remindEvery', 'remindBeforeExpiry'] as const).map(
    (name) => duration(name, text(name)),
  );
  const other = every ? 'remindEvery' : beforeExpiry ? 'remindBeforeExpiry' : undefined;
  if (!after && other) {
    throw new TypeError(`${other}=… needs remindAfter=… with the time until the first reminder.`);
  }
  return after ? { after, every, beforeExpiry } : undefined;
}

function readEscalate(text: (name: SettingName) => string): EscalationSettings | undefined {
  const after = duration('escalateAfter', text('escalateAfter'));
  const to = approvers(text('escalateTo'));
  if (Boolean(after) !== to.length > 0) {
    throw new TypeError(
      'escalateAfter=… and escalateTo=… need each other: the time, and who may decide from then on.',
    );
  }
  return after ? { after, to } : undefined;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const MAX_SECONDS = 366 * 86_400;

/** As src/approval/duration.ts reads it. */
function duration(name: SettingName, value: string): string | undefined {
  if (value === '') return undefined;
  const [, count, unit = ''] = /^(\d{1,8})([smhd])$/.exec(value) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 0);
  if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
    throw new TypeError(`${name}=${value} must be a duration of at most a year, such as 30m, 4h or 2d.`);
  }
  if (name !== 'remindEvery' || seconds >= 10) return value;
  throw new TypeError(`${name}=${value} must be at least 10s.`);
}

/** As src/approval/approvers.ts reads them. */
const APPROVER = /^(?:[UWS][A-Z0-9]{8,20}|aad:[0-9a-f-]{36}|[^\s@]+@[^\s@]+)$/i;
const MAX_APPROVERS = 20;

function approvers(value: string): readonly string[] {
  const given = value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const wrong = given.find((one) => !APPROVER.test(one));
  if (wrong !== undefined) {
    throw new TypeError(
      `escalateTo=… contains "${wrong}", which is neither an e-mail address nor an id, such as U0123456789, S0123456789 or aad:<object ID>. Separate them with commas.`,
    );
  }
  if (given.length <= MAX_APPROVERS) return given;
  throw new TypeError(`escalateTo=… has ${given.length} entries; the maximum is ${MAX_APPROVERS}.`);
}

/** The environment variables of each function that reads requests. All of them must read a request in the same way. */
export function requestVariables({ locale }: RequestDefaults): Record<string, string> {
  return { LOCALE: locale };
}

/** Those of the function that makes requests: a request keeps what applied then. */
export function keptVariables({ remind, escalate, confirm }: RequestDefaults): Record<string, string> {
  return {
    ...(remind && { REMIND_AFTER: remind.after }),
    ...(remind?.every && { REMIND_EVERY: remind.every }),
    ...(remind?.beforeExpiry && { REMIND_BEFORE_EXPIRY: remind.beforeExpiry }),
    ...(escalate && { ESCALATE_AFTER: escalate.after, ESCALATE_TO: escalate.to.join(',') }),
    ...(confirm && { CONFIRM: confirm }),
  };
}
