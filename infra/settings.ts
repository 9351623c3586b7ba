import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { type CallbackAddress, readCallbackAddress } from './callback-address.ts';
import { timeOf } from './durations.ts';
import { type Limits, readLimits, readNumber } from './limits.ts';
import { type MailSettings, readMail } from './mail-settings.ts';
import { type RequestDefaults, readReminders } from './request-defaults.ts';
import { type ResourceSettings, readResources } from './resource-settings.ts';
import { type SettingName as Name, SETTINGS, type SettingProps } from './settings-table.ts';
import { readSlack, type SlackSettings } from './slack-settings.ts';
import { readTeams, type TeamsSettings } from './teams-settings.ts';

/** The settings of a deployment, checked, as its parts read them. infra/settings-table.ts describes each setting. */
export interface Settings
  extends CallbackAddress,
    MailSettings,
    SlackSettings,
    TeamsSettings,
    RequestDefaults,
    Limits,
    ResourceSettings {
  /** The name of the stack, and the start of the name of its state machine. Another name is another deployment. */
  readonly stackName: string;
  /** true: links in e-mails decide when they are opened, as in sfn-callback-urls. Then a mail scanner can decide. */
  readonly oneClickEmail: boolean;
  /** The number of days after which a request expires. */
  readonly timeoutDays: number;
  /** false: callback URLs are not encrypted. */
  readonly encryption: boolean;
  /** What happens to the key and the log groups when they leave the stack. */
  readonly removalPolicy: RemovalPolicy;
  /**
   * The name of the deployment in the encryption context of KMS. Deployments under one key open each other's payloads only if
   * they have the same name. If it is missing, the deployment has a name of its own.
   */
  readonly keyContext: string | undefined;
  /** See URL_FORMAT in docs/configuration.md. */
  readonly urlFormat: '3' | '2' | '2-legacy';
  readonly outputParameters: boolean;
  readonly postActions: boolean;
}

/** The supported languages, those of src/wording/languages. */
export const LANGUAGES: readonly string[] = ['de', 'en', 'zh'];

/** An execution lasts at most one year (Step Functions quotas). The request must expire earlier, to be announced. */
const MAX_TIMEOUT_DAYS = 364;

/**
 * Reads and checks the settings.
 *
 * @param given the properties of `Countersign`, or all context variables, including those of CDK. Each value may be text, as
 *   `cdk … name=value` gives it: a list separated by commas, and numbers by their names as `respond:20,slack:50`
 * @throws {TypeError} with the name of the wrong setting
 */
export function readSettings(given: Readonly<Record<string, unknown>>): Settings {
  assertKnown(Object.keys(given));
  const text = (name: Name) => textOf(name, given[name]).trim() || SETTINGS[name].fallback;
  const settings: Settings = {
    stackName: readName('stackName', text('stackName')),
    ...readMail(text),
    ...readSlack(text),
    ...readTeams(text),
    locale: locale(text('locale')),
    oneClickEmail: flag('oneClickEmail', text('oneClickEmail')),
    confirm: confirm(text('confirm')),
    ...readReminders(text),
    timeoutDays: readNumber('timeoutDays', text('timeoutDays'), MAX_TIMEOUT_DAYS),
    ...readLimits(text),
    encryption: flag('encryption', text('encryption')),
    removalPolicy: removalPolicy(text('removalPolicy')),
    keyContext: keyContext(text('keyContext')),
    urlFormat: urlFormat(text('urlFormat')),
    outputParameters: flag('outputParameters', text('outputParameters')),
    postActions: flag('postActions', text('postActions')),
    ...readResources(text),
    ...readCallbackAddress(text),
  };
  assertOpenable(settings);
  assertUsed(settings);
  return settings;
}

/** The settings among all context variables. Each is text, or what cdk.json has; `readSettings` reads both. */
export function settingsIn(context: Readonly<Record<string, unknown>>): SettingProps {
  return Object.fromEntries(Object.entries(context).filter(([name]) => Object.hasOwn(SETTINGS, name)));
}

/** The settings that may have a value which CloudFormation inserts, such as `key.keyArn`. */
const MAY_BE_UNKNOWN: readonly Name[] = [
  'keyArn',
  'createUrlsFunction',
  'stateMachines',
  'durableFunctions',
  'eventBus',
  'stateMachineKeys',
  'certificateArn',
];

function textOf(name: Name, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Token.isUnresolved(value) && !MAY_BE_UNKNOWN.includes(name)) {
    throw new TypeError(
      `${name} must be known when the app is synthesised, but CloudFormation inserts this value. Use the value itself, or StringParameter.valueFromLookup with a default that is valid.`,
    );
  }
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  if (value instanceof Duration) return timeOf(value);
  if (Array.isArray(value)) return value.map((one) => textOf(name, one)).join(',');
  if (typeof value !== 'object')
    throw new TypeError(`${name} must be text, a number, true, false or a list.`);
  return Object.entries(value)
    .map(([key, one]) => `${key}:${one}`)
    .join(',');
}

/**
 * Rejects unknown settings. A misspelt setting would not be set, and the deployment would remove its resources. CDK's
 * own variables are allowed: their names contain other characters than letters.
 */
function assertKnown(given: readonly string[]): void {
  const unknown = given.find((name) => /^[a-z]+$/i.test(name) && !Object.hasOwn(SETTINGS, name));
  if (unknown === undefined) return;
  const names = Object.keys(SETTINGS);
  const meant = names.find((name) => isMisspelt(unknown.toLowerCase(), name.toLowerCase()));
  throw new TypeError(
    `${unknown}=… is not a setting. ${meant ? `Did you mean ${meant}?` : `Settings: ${names.join(', ')}.`}`,
  );
}

/** Whether a word is a name with at most one letter missing, added or wrong, or with two letters swapped. */
function isMisspelt(word: string, name: string): boolean {
  const shorter = Math.min(word.length, name.length);
  let start = 0;
  while (start < shorter && word[start] === name[start]) start++;
  let end = 0;
  while (end < shorter - start && word.at(-1 - end) === name.at(-1 - end)) end++;
  const wrong = word.slice(start, word.length - end);
  const right = name.slice(start, name.length - end);
  return Math.max(wrong.length, right.length) <= 1 || wrong === [...right].reverse().join('');
}

/** With buttons, this deployment must be able to open the payloads of that function, because buttons contain them. */
function assertOpenable({ createUrlsFunction, slackChannel, teamsBot, keyArn }: Settings): void {
  if (!createUrlsFunction || !(slackChannel || teamsBot) || keyArn) return;
  const chat = slackChannel ? 'Slack' : 'Teams';
  throw new TypeError(`createUrlsFunction=… with ${chat} needs keyArn=… with the key of that function.`);
}

/** Rejects settings that have no effect without another one, or with another one. */
function assertUsed(settings: Settings): void {
  const { encryption, keyArn, keyContext, urlFormat, slackChannel: channel, slackChannels } = settings;
  if (settings.createUrlsFunction && settings.escalate) {
    throw new TypeError(
      'escalateTo=… cannot be combined with createUrlsFunction=…: the URLs of that function do not say who may decide.',
    );
  }
  if (!channel && slackChannels.length > 0) {
    throw new TypeError('slackChannels=… needs slackChannel=… with the channel of the other requests.');
  }
  if (encryption || (!keyArn && !keyContext && urlFormat === '3')) return;
  throw new TypeError('encryption=false cannot be combined with keyArn=…, keyContext=… or urlFormat=….');
}

/**
 * The name of the state machine is this name and "-ApprovalEmails". It has at most 80 characters (Step Functions
 * quotas).
 *
 * @throws {TypeError} with the name of the setting
 */
export function readName(setting: 'name' | 'stackName', value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,59}$/.test(value)) return value;
  throw new TypeError(
    `${setting}=${value} is not a valid name. Use at most 60 letters, digits and hyphens, and start with a letter.`,
  );
}

function flag(name: Name, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new TypeError(`${name}=${value} must be "true" or "false".`);
}

function confirm(value: string): 'typed' | undefined {
  if (value === 'typed' || value === '') return value || undefined;
  throw new TypeError(`confirm=${value} must be "typed", or not set.`);
}

function locale(value: string): string {
  if (LANGUAGES.includes(value.split('-')[0] ?? '')) return value;
  throw new TypeError(
    `locale=${value} names an unsupported language. Supported languages: ${LANGUAGES.join(', ')}.`,
  );
}

/** A key and a log group have no snapshots. */
function removalPolicy(value: string): RemovalPolicy {
  const policies = Object.values(RemovalPolicy).filter((policy) => policy !== RemovalPolicy.SNAPSHOT);
  const policy = policies.find((one) => one === value);
  if (policy) return policy;
  throw new TypeError(`removalPolicy=${value} must be "${policies.join('", "')}".`);
}

/** Without `*`, `?` and `$`, which have a meaning in a policy of IAM. */
function keyContext(value: string): string | undefined {
  if (/^[\w./:@+=,-]{0,256}$/.test(value)) return value || undefined;
  throw new TypeError(
    `keyContext=${value} must have at most 256 letters, digits and characters of ./:@+=,_- such as the ARN of a stack.`,
  );
}

function urlFormat(value: string): Settings['urlFormat'] {
  if (value === '3' || value === '2' || value === '2-legacy') return value;
  throw new TypeError(`urlFormat=${value} must be "3", "2" or "2-legacy".`);
}
