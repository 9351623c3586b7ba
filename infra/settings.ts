/** What a deployment may choose, from `cdk … -c name=value`. */
export interface Settings {
  /** Names the stack and its state machine; another name is another deployment. */
  readonly stackName: string;
  /** Who gets the mails. Each address has to confirm its subscription once. */
  readonly emails: readonly string[];
  /** The id of the Slack channel where requests are posted. Without it, nothing of Slack is deployed. */
  readonly slackChannel: string | undefined;
  /** The language of what names none. */
  readonly locale: string;
  /** Links in mails decide when they are opened, as in sfn-callback-urls: a mail scanner can then decide. */
  readonly oneClickEmail: boolean;
  /** After how many days nobody has decided. */
  readonly timeoutDays: number;
  /** How many requests a second the HTTP API takes. */
  readonly requestsPerSecond: number;
  /** false: callback URLs are not encrypted, and say what they hold. */
  readonly encryption: boolean;
  /** The KMS key, where it is not a new one. Its policy stays as it is. */
  readonly keyArn: string | undefined;
  /** See URL_FORMAT in src/config.ts. */
  readonly urlFormat: '3' | '2' | '2-legacy';
  readonly outputParameters: boolean;
  readonly postActions: boolean;
  /** A function that makes the URLs of approval requests, also one of sfn-callback-urls. */
  readonly createUrlsFunction: string | undefined;
  /** Whose tasks callback URLs may complete: this deployment's, all of this region and account, or these ARNs. */
  readonly stateMachines: 'own' | 'all' | readonly string[];
  /** Who gets the alarms. Each address has to confirm its subscription once. */
  readonly alarmEmails: readonly string[];
}

/** The languages that src/wording has text for. */
export const LANGUAGES: readonly string[] = ['en', 'de'];

/** An execution lasts a year at most (quotas of Step Functions): the state has to end before it, to be told. */
const MAX_TIMEOUT_DAYS = 364;

/** All names, with what a deployment has that does not say. */
const DEFAULTS = {
  stackName: 'Countersign',
  emails: '',
  slackChannel: '',
  locale: 'en',
  oneClickEmail: 'false',
  timeoutDays: '7',
  requestsPerSecond: '50',
  encryption: 'true',
  keyArn: '',
  urlFormat: '3',
  outputParameters: 'false',
  postActions: 'false',
  createUrlsFunction: '',
  stateMachines: 'own',
  alarmEmails: '',
};
type Name = keyof typeof DEFAULTS;

/** The names of all settings. */
export const SETTINGS = Object.keys(DEFAULTS) as readonly Name[];

/**
 * Reads and checks the settings before anything is deployed with them.
 *
 * @param context all context variables, CDK's own too
 * @throws {TypeError} naming the variable that is wrong
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  assertKnown(Object.keys(context));
  const text = (name: Name) => {
    const value = context[name] ?? '';
    // In cdk.json one may write 7 and true as well as "7" and "true".
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new TypeError(`${name} in the context is neither text, nor a number, nor true or false.`);
    return String(value).trim() || DEFAULTS[name];
  };
  const settings: Settings = {
    stackName: stackName(text('stackName')),
    emails: addresses('emails', text('emails')),
    slackChannel: slackChannel(text('slackChannel')),
    locale: locale(text('locale')),
    oneClickEmail: flag('oneClickEmail', text('oneClickEmail')),
    timeoutDays: number('timeoutDays', text('timeoutDays'), MAX_TIMEOUT_DAYS),
    requestsPerSecond: number('requestsPerSecond', text('requestsPerSecond'), 10_000),
    encryption: flag('encryption', text('encryption')),
    keyArn: arn(
      'keyArn',
      text('keyArn'),
      KEY_ARN,
      'a KMS key, such as arn:aws:kms:<region>:<account>:key/<id>',
    ),
    urlFormat: urlFormat(text('urlFormat')),
    outputParameters: flag('outputParameters', text('outputParameters')),
    postActions: flag('postActions', text('postActions')),
    createUrlsFunction: arn(
      'createUrlsFunction',
      text('createUrlsFunction'),
      FUNCTION_ARN,
      'a function, such as arn:aws:lambda:<region>:<account>:function:<name>',
    ),
    stateMachines: stateMachines(text('stateMachines')),
    alarmEmails: addresses('alarmEmails', text('alarmEmails')),
  };
  assertOpenable(settings);
  assertUsed(settings);
  return settings;
}

const KEY_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;
const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;
const STATE_MACHINE_ARN = /^arn:[\w-]+:states:[\w-]+:\d{12}:(?:stateMachine|activity):[\w*.-]+$/;

/** CDK's own variables have other signs in their names. One that is misspelt would take away what it was to set. */
function assertKnown(given: readonly string[]): void {
  const unknown = given.find((name) => /^[a-z]+$/i.test(name) && !Object.hasOwn(DEFAULTS, name));
  if (unknown === undefined) return;
  const meant = SETTINGS.find((name) => name.toLowerCase() === unknown.toLowerCase());
  throw new TypeError(
    `-c ${unknown}=… is no setting. ${meant ? `Is ${meant} meant?` : `There are: ${SETTINGS.join(', ')}.`}`,
  );
}

/** Slack's buttons hold what that function seals, and are opened here. */
function assertOpenable({ createUrlsFunction, slackChannel: channel, keyArn }: Settings): void {
  if (!createUrlsFunction || !channel || keyArn) return;
  throw new TypeError(
    '-c createUrlsFunction=… with Slack needs -c keyArn=…: the key that the function seals under.',
  );
}

/** A key that is named is meant to be used. */
function assertUsed({ encryption, keyArn, urlFormat }: Settings): void {
  if (encryption || (!keyArn && urlFormat === '3')) return;
  throw new TypeError('-c encryption=false has no use for -c keyArn=… or -c urlFormat=…: nothing is sealed.');
}

/** A state machine's name has at most 80 characters, and ends with "-ApprovalEmails". */
function stackName(value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,59}$/.test(value)) return value;
  throw new TypeError(
    `-c stackName=${value} is not a stack name: letters, digits and hyphens, a letter first, at most 60.`,
  );
}

function flag(name: Name, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new TypeError(`-c ${name}=${value} is neither "true" nor "false".`);
}

function number(name: Name, value: string, max: number): number {
  const parsed = Number(value);
  if (/^\d+$/.test(value) && parsed >= 1 && parsed <= max) return parsed;
  throw new TypeError(`-c ${name}=${value} is not a whole number from 1 to ${max}.`);
}

function addresses(name: Name, value: string): readonly string[] {
  const all = value.split(',').map((address) => address.trim());
  const given = [...new Set(all.filter(Boolean))];
  const wrong = given.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
  if (wrong === undefined) return given;
  throw new TypeError(
    `-c ${name}=… holds "${wrong}", which is no e-mail address. Separate addresses by commas.`,
  );
}

function slackChannel(value: string): string | undefined {
  if (value === '' || /^[CG][A-Z0-9]{8,}$/.test(value)) return value || undefined;
  throw new TypeError(
    `-c slackChannel=${value} is not a channel's id, such as C0123456789: it is at the end of "View channel details".`,
  );
}

function locale(value: string): string {
  if (LANGUAGES.includes(value.split('-')[0] ?? '')) return value;
  throw new TypeError(`-c locale=${value} is a language that there is no text for: ${LANGUAGES.join(', ')}.`);
}

function urlFormat(value: string): Settings['urlFormat'] {
  if (value === '3' || value === '2' || value === '2-legacy') return value;
  throw new TypeError(`-c urlFormat=${value} is none of "3", "2" and "2-legacy".`);
}

function arn(name: Name, value: string, pattern: RegExp, what: string): string | undefined {
  if (value === '' || pattern.test(value)) return value || undefined;
  throw new TypeError(`-c ${name}=${value} is not the ARN of ${what}.`);
}

function stateMachines(value: string): Settings['stateMachines'] {
  if (value === 'own' || value === 'all') return value;
  const given = value.split(',').map((one) => one.trim());
  const wrong = given.find((one) => !STATE_MACHINE_ARN.test(one));
  if (wrong === undefined) return given;
  throw new TypeError(`-c stateMachines=${value} is neither "own" nor "all", nor ARNs separated by commas.`);
}
