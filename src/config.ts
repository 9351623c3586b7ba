import { isEmail } from './approval/people.ts';
import type { UrlFormat } from './callback/formats.ts';
import { readTeamsId } from './teams/ids.ts';
import { DEFAULT_SERVICE_URL } from './teams/names.ts';
import { createIsServiceUrl } from './teams/service-url.ts';
import { DEFAULT_LOCALE, hasWording, LANGUAGES } from './wording/languages.ts';

/** The environment of the process, or the variables that replace it in tests and in the embedded stack. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The names of all surfaces. */
const SURFACES = ['slack', 'teams', 'teams_webhook', 'email'] as const;
export type SurfaceId = (typeof SURFACES)[number];

/** The configuration of all functions. docs/configuration.md describes each variable. */
interface Variables {
  CALLBACK_BASE_URL: string;
  KEY_ID: string;
  KEY_CONTEXT: string;
  TOPIC_ARN: string;
  SURFACES: readonly SurfaceId[];
  MAIL_FROM: string;
  MAIL_TO: readonly string[];
  MAIL_CONFIGURATION_SET: string;
  STATE_MACHINE_ARN: string;
  STATE_MACHINES: readonly string[];
  OUTCOME_STATE_MACHINE_ARN: string;
  TIMER_STATE_MACHINE_ARN: string;
  REQUEST_APPROVAL_FUNCTION: string;
  DURABLE_FUNCTIONS: readonly string[];
  EVENT_BUS: string;
  SLACK_BOT_TOKEN: string;
  SLACK_SIGNING_SECRET: string;
  SLACK_SECRET_ARN: string;
  SLACK_CHANNEL: string;
  SLACK_CHANNELS: readonly string[];
  SLACK_COMMAND: string;
  SLACK_APP_NAME: string;
  SLACK_API_URL: string;
  TEAMS_APP_ID: string;
  TEAMS_TENANT_ID: string;
  TEAMS_CHANNEL: string;
  TEAMS_CHANNELS: readonly string[];
  TEAMS_APP_NAME: string;
  TEAMS_SECRET_ID: string;
  TEAMS_CLIENT_SECRET: string;
  TEAMS_SERVICE_URL: string;
  TEAMS_AUTHORITY_URL: string;
  TEAMS_OPENID_URL: string;
  TEAMS_WEBHOOK: boolean;
  TEAMS_WEBHOOK_URL: string;
  TEAMS_WEBHOOK_BODY: 'message' | 'card';
  AWS_REGION: string;
  AWS_LAMBDA_FUNCTION_NAME: string;
  ONE_CLICK_EMAIL: boolean;
  CONFIRM: 'typed';
  REMIND_AFTER: string;
  REMIND_EVERY: string;
  REMIND_BEFORE_EXPIRY: string;
  ESCALATE_AFTER: string;
  ESCALATE_TO: string;
  LOCALE: string;
  URL_FORMAT: UrlFormat;
  LEGACY_LINKS: boolean;
  ENABLE_OUTPUT_PARAMETERS: boolean;
  ENABLE_POST_ACTIONS: boolean;
  CREATE_URLS_FUNCTION: string;
}

type Name = keyof Variables;
export type Config<Required extends Name = never> = Readonly<
  Partial<Variables> & Pick<Variables, Required | 'LOCALE'>
>;

/** A variable is missing or has an invalid value. The message names the variable. */
export class ConfigError extends TypeError {
  override readonly name = 'ConfigError';
}

const readText = (value: string) => value;

const READ: { readonly [N in Name]: (value: string, name: string) => Variables[N] } = {
  CALLBACK_BASE_URL: readUrl,
  KEY_ID: readText,
  KEY_CONTEXT: readText,
  TOPIC_ARN: readArn,
  SURFACES: readSurfaces,
  MAIL_FROM: readSender,
  MAIL_TO: readAddresses,
  MAIL_CONFIGURATION_SET: readText,
  STATE_MACHINE_ARN: readArn,
  STATE_MACHINES: readList,
  OUTCOME_STATE_MACHINE_ARN: readArn,
  TIMER_STATE_MACHINE_ARN: readArn,
  REQUEST_APPROVAL_FUNCTION: readText,
  DURABLE_FUNCTIONS: readList,
  EVENT_BUS: readText,
  SLACK_BOT_TOKEN: readText,
  SLACK_SIGNING_SECRET: readText,
  SLACK_SECRET_ARN: readText,
  SLACK_CHANNEL: readText,
  SLACK_CHANNELS: readList,
  SLACK_COMMAND: readCommand,
  SLACK_APP_NAME: readText,
  SLACK_API_URL: readUrl,
  TEAMS_APP_ID: readGuid,
  TEAMS_TENANT_ID: readGuid,
  TEAMS_CHANNEL: readTeamsChannel,
  TEAMS_CHANNELS: (value, name) => readList(value).map((one) => readTeamsChannel(one, name)),
  TEAMS_APP_NAME: readText,
  TEAMS_SECRET_ID: readText,
  TEAMS_CLIENT_SECRET: readText,
  TEAMS_SERVICE_URL: readServiceUrl,
  TEAMS_AUTHORITY_URL: readLoopbackUrl,
  TEAMS_OPENID_URL: readLoopbackUrl,
  TEAMS_WEBHOOK: readBoolean,
  TEAMS_WEBHOOK_URL: readWebhookUrl,
  TEAMS_WEBHOOK_BODY: readWebhookBody,
  AWS_REGION: readText,
  AWS_LAMBDA_FUNCTION_NAME: readText,
  ONE_CLICK_EMAIL: readBoolean,
  CONFIRM: readConfirm,
  REMIND_AFTER: readText,
  REMIND_EVERY: readText,
  REMIND_BEFORE_EXPIRY: readText,
  ESCALATE_AFTER: readText,
  ESCALATE_TO: readText,
  LOCALE: readLocale,
  URL_FORMAT: readUrlFormat,
  LEGACY_LINKS: readBoolean,
  ENABLE_OUTPUT_PARAMETERS: readBoolean,
  ENABLE_POST_ACTIONS: readBoolean,
  CREATE_URLS_FUNCTION: readText,
};

/**
 * Reads the configuration. Each function calls this once, when it starts.
 *
 * @param required the variables that this function needs
 * @throws {ConfigError} when a variable is missing or has an invalid value, or when two exclude each other
 */
export function loadConfig<const Required extends Name>(
  env: Environment,
  required: readonly Required[],
): Config<Required> {
  const config: Record<string, unknown> = { LOCALE: DEFAULT_LOCALE };
  for (const [name, read] of Object.entries(READ)) {
    const value = env[name];
    if (value) config[name] = read(value, name);
  }
  for (const name of required) {
    if (config[name] === undefined) throw new ConfigError(`The environment variable ${name} is not set.`);
  }
  assertBotOrWebhook(config);
  return Object.freeze(config) as Config<Required>;
}

const OF_THE_BOT = [
  'TEAMS_APP_ID',
  'TEAMS_TENANT_ID',
  'TEAMS_CHANNEL',
  'TEAMS_CHANNELS',
  'TEAMS_CLIENT_SECRET',
];

/** A deployment posts in Teams as a bot, or through a webhook. */
function assertBotOrWebhook(config: Readonly<Record<string, unknown>>): void {
  const webhook = ['TEAMS_WEBHOOK', 'TEAMS_WEBHOOK_URL'].find((name) => config[name]);
  const bot = OF_THE_BOT.find((name) => config[name]);
  if (!webhook || !bot) return;
  throw new ConfigError(
    `The environment variable ${bot} is for a bot of Teams, and ${webhook} for a webhook. Set only one of them.`,
  );
}

/** A path is added to the URL, so it must have no query and no fragment. */
function readUrl(value: string, name: string): string {
  if (URL.canParse(value) && /^https?:[^?#]*$/.test(value)) return value;
  throw new ConfigError(`The environment variable ${name} is not an http or https URL without a query.`);
}

function readArn(value: string, name: string): string {
  if (value.startsWith('arn:')) return value;
  throw new ConfigError(`The environment variable ${name} is not an ARN.`);
}

/** An address, or `Name <address>`. */
function readSender(value: string, name: string): string {
  const { groups } = /^[^<>"\r\n]*<(?<address>[^<>]+)>$/.exec(value) ?? {};
  if (isEmail(groups?.address ?? value)) return value;
  throw new ConfigError(
    `The environment variable ${name} is not an e-mail address, such as Approvals <approvals@example.com>.`,
  );
}

function readAddresses(value: string, name: string): readonly string[] {
  const addresses = readList(value);
  if (addresses.every(isEmail)) return addresses;
  throw new ConfigError(`The environment variable ${name} is not a list of e-mail addresses.`);
}

function readBoolean(value: string, name: string): boolean {
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new ConfigError(`The environment variable ${name} must be "true" or "false".`);
}

function readConfirm(value: string, name: string): 'typed' {
  if (value === 'typed') return value;
  throw new ConfigError(`The environment variable ${name} must be "typed", or not set.`);
}

function readUrlFormat(value: string, name: string): UrlFormat {
  if (value === '3' || value === '2' || value === '2-legacy') return value;
  throw new ConfigError(`The environment variable ${name} must be "3", "2" or "2-legacy".`);
}

function readCommand(value: string, name: string): string {
  if (/^\/\S+$/.test(value)) return value;
  throw new ConfigError(
    `The environment variable ${name} is not a command of Slack, such as /approval: it starts with a slash.`,
  );
}

function readGuid(value: string, name: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new ConfigError(`The environment variable ${name} is not an id of Microsoft Entra, such as a GUID.`);
}

/** The id, or the link that people copy in Teams. */
function readTeamsChannel(value: string, name: string): string {
  const named = readTeamsId(value.trim());
  if (named?.kind === 'channel') return named.id;
  throw new ConfigError(`The environment variable ${name} is not the id or the link of a channel of Teams.`);
}

/** The token of the bot is sent there. */
function readServiceUrl(value: string, name: string): string {
  const isOfTeams = createIsServiceUrl(DEFAULT_SERVICE_URL);
  if (isOfTeams(value) || isLoopback(value)) return value;
  throw new ConfigError(`The environment variable ${name} is not a service URL of Teams.`);
}

/** Replaces a service of Microsoft that decides whom to trust: for tests, on the same computer only. */
function readLoopbackUrl(value: string, name: string): string {
  if (isLoopback(value)) return value;
  throw new ConfigError(`The environment variable ${name} is for tests: it must be a URL of this computer.`);
}

/** The URL is a secret, so it is in no message. */
function readWebhookUrl(value: string, name: string): string {
  if (isWebhookUrl(value)) return value;
  throw new ConfigError(`The environment variable ${name} is not an https URL.`);
}

/** https, or http on this computer for tests. */
export function isWebhookUrl(value: string): boolean {
  return URL.parse(value)?.protocol === 'https:' || isLoopback(value);
}

function readWebhookBody(value: string, name: string): 'message' | 'card' {
  if (value === 'message' || value === 'card') return value;
  throw new ConfigError(`The environment variable ${name} must be "message" or "card".`);
}

function isLoopback(value: string): boolean {
  const { protocol, hostname } = URL.parse(value) ?? {};
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname ?? '');
}

function readList(value: string): readonly string[] {
  return value.split(',').map((item) => item.trim());
}

function readSurfaces(value: string, name: string): readonly SurfaceId[] {
  return readList(value).map((given) => {
    const known = SURFACES.find((one) => one === given);
    if (known) return known;
    throw new ConfigError(
      `The environment variable ${name} may name ${SURFACES.join(', ')}, separated by commas.`,
    );
  });
}

function readLocale(value: string, name: string): string {
  if (hasWording(value)) return value;
  throw new ConfigError(
    `The environment variable ${name} names an unsupported language. Supported languages: ${LANGUAGES.join(', ')}.`,
  );
}
