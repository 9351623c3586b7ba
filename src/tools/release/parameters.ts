import { ROUTES } from '../../../infra/limits.ts';
import { SETTINGS, type SettingName } from '../../../infra/settings-table.ts';
import { choose, type Json, type JsonObject, join, ref } from './json.ts';

/** A parameter of the template: how a setting is given to CloudFormation. */
export interface Parameter {
  readonly name: string;
  readonly setting: SettingName;
  /** By default, that of the setting. */
  readonly fallback?: string;
  /** A setting may be several parameters: what it says about this one. */
  readonly note?: string;
  /** A regular expression, also for the default. */
  readonly pattern?: string;
  readonly allowed?: readonly string[];
  readonly type?: 'Number';
  /** The parameter that must be given too. */
  readonly needs?: string;
  /** The environment variable of the functions that has its value. */
  readonly variable?: string;
  /** What the template has in its place before it is replaced. It occurs in no other way. */
  readonly placeholder?: string;
  /** What replaces the placeholder. By default, the value of the parameter. */
  readonly value?: (apiId: string) => Json;
  /**
   * Without this value, what has the parameter is left out: the variable, the statement of a policy, the property, or the
   * subscription.
   */
  readonly leftOutFor?: string;
}

const EMAILS = ['1', '2', '3', '4', '5'];
const ALARM_EMAILS = ['1', '2', '3'];
/** A filter of SNS compares the address exactly, and CloudFormation cannot change its case. */
const ADDRESS = '([^\\sA-Z@,<>]+@[^\\sA-Z@,<>]+)?';
const SENDER = '([^\\s@,<>]+@[^\\s@,<>]+)?';
const GUID = '([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?';
const SLACK_CHANNEL = '[CG][A-Z0-9]{8,}';
const TEAMS_CHANNEL = '19:[\\w.-]{1,150}@thread\\.(tacv2|skype)';
const DURATION = '(\\d{1,8}[smhd])?';
const FLAG = ['true', 'false'];

/** The ARN of a placeholder. */
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
/** An ARN of the partition, region and account of the stack. */
const ownArn = (service: string, rest: string, ...more: readonly Json[]) =>
  join(
    'arn:',
    ref('AWS::Partition'),
    `:${service}:`,
    ref('AWS::Region'),
    ':',
    ref('AWS::AccountId'),
    `:${rest}`,
    ...more,
  );

/** The name of the stack while it is synthesised. */
export const STACK_NAME = 'StackNamePlaceholder';
/** The start of the ARN of a state machine while it is synthesised. */
export const STATES = arn('states', '');
/** Where the code of the functions is while it is synthesised. */
export const ASSETS_BUCKET = 'assets-bucket-placeholder';
export const ASSETS_PREFIX = 'assets-prefix-placeholder';

const SENDER_DOMAIN = 'sender.invalid';

/** All parameters. A setting without a parameter is in {@link LEFT_TO_CDK}. */
export const PARAMETERS: readonly Parameter[] = [
  ...EMAILS.map((n) => ({
    name: `Email${n}`,
    setting: 'emails' as const,
    note: `In lower case; Email1 to Email${EMAILS.length} have one address each.`,
    pattern: ADDRESS,
    placeholder: `email${n}@placeholder.invalid`,
    leftOutFor: '',
    ...(n !== '1' && { needs: 'Email1' }),
  })),
  {
    name: 'MailFrom',
    setting: 'mailFrom',
    note: 'An address without a name. The address or its domain must be verified; a domain above it does not count.',
    pattern: SENDER,
    placeholder: `mail-from@${SENDER_DOMAIN}`,
  },
  {
    name: 'SlackChannel',
    setting: 'slackChannel',
    pattern: `(${SLACK_CHANNEL})?`,
    variable: 'SLACK_CHANNEL',
  },
  {
    name: 'SlackChannels',
    setting: 'slackChannels',
    pattern: `(${SLACK_CHANNEL}(,${SLACK_CHANNEL})*)?`,
    needs: 'SlackChannel',
    variable: 'SLACK_CHANNELS',
    leftOutFor: '',
  },
  { name: 'SlackCommand', setting: 'slackCommand', pattern: '/[^\\s/A-Z]{1,31}', variable: 'SLACK_COMMAND' },
  { name: 'SlackAppName', setting: 'slackAppName', pattern: '.{1,35}', variable: 'SLACK_APP_NAME' },
  {
    name: 'TeamsAppId',
    setting: 'teamsAppId',
    note: 'In lower case.',
    pattern: GUID,
    needs: 'TeamsTenantId',
    placeholder: '00000000-0000-0000-0000-00000000a991',
  },
  {
    name: 'TeamsTenantId',
    setting: 'teamsTenantId',
    note: 'In lower case.',
    pattern: GUID,
    needs: 'TeamsAppId',
    variable: 'TEAMS_TENANT_ID',
  },
  {
    name: 'TeamsChannel',
    setting: 'teamsChannel',
    note: 'Only the ID.',
    pattern: `(${TEAMS_CHANNEL})?`,
    needs: 'TeamsAppId',
    variable: 'TEAMS_CHANNEL',
  },
  {
    name: 'TeamsChannels',
    setting: 'teamsChannels',
    note: 'Only IDs.',
    pattern: `(${TEAMS_CHANNEL}(,${TEAMS_CHANNEL})*)?`,
    needs: 'TeamsChannel',
    variable: 'TEAMS_CHANNELS',
    leftOutFor: '',
  },
  { name: 'TeamsAppName', setting: 'teamsAppName', pattern: '.{1,30}', variable: 'TEAMS_APP_NAME' },
  { name: 'TeamsWebhook', setting: 'teamsWebhook', allowed: FLAG },
  {
    name: 'TeamsWebhookBody',
    setting: 'teamsWebhookBody',
    allowed: ['message', 'card'],
    variable: 'TEAMS_WEBHOOK_BODY',
    leftOutFor: 'message',
  },
  { name: 'Locale', setting: 'locale', pattern: '(en|de|zh)(-.*)?', variable: 'LOCALE' },
  {
    name: 'TimeoutSeconds',
    setting: 'timeoutDays',
    fallback: String(Number(SETTINGS.timeoutDays.fallback) * 86_400),
    note: 'In seconds here, because CloudFormation cannot multiply.',
    type: 'Number',
    placeholder: String(364 * 86_400),
  },
  ...ALARM_EMAILS.map((n) => ({
    name: `AlarmEmail${n}`,
    setting: 'alarmEmails' as const,
    note: `AlarmEmail1 to AlarmEmail${ALARM_EMAILS.length} have one address each.`,
    pattern: SENDER,
    placeholder: `alarm${n}@placeholder.invalid`,
    leftOutFor: '',
  })),
  {
    name: 'StateMachinePrefix',
    setting: 'stateMachines',
    fallback: '',
    note: 'The start of the names of these state machines, in this account and region. Without it, own.',
    pattern: '[\\w.-]*',
    placeholder: 'state-machine-prefix-placeholder',
  },
  {
    name: 'DurableFunction',
    setting: 'durableFunctions',
    note: 'One ARN.',
    pattern: '(arn:[\\w-]+:lambda:[\\w-]+:\\d{12}:function:[\\w*-]+)?',
    placeholder: arn('lambda', 'function:placeholder'),
    leftOutFor: '',
  },
  {
    name: 'EventBus',
    setting: 'eventBus',
    pattern: 'default|none|arn:[\\w-]+:events:[\\w-]+:\\d{12}:event-bus/[\\w./-]+',
    variable: 'EVENT_BUS',
    placeholder: arn('events', 'event-bus/placeholder'),
    value: () => choose('DefaultEventBus', ownArn('events', 'event-bus/default'), ref('EventBus')),
    leftOutFor: 'none',
  },
  {
    name: 'StateMachineKey',
    setting: 'stateMachineKeys',
    note: 'One ARN.',
    pattern: '(arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key/[\\w-]+)?',
    placeholder: arn('kms', 'key/00000000-0000-0000-0000-0000state-key'),
    leftOutFor: '',
  },
  {
    name: 'CallbackBaseUrl',
    setting: 'callbackBaseUrl',
    pattern: '(https://[^\\s?#]*[^\\s?#/])?',
    placeholder: 'https://callback-base-url.invalid',
    value: (apiId) =>
      choose('HasCallbackBaseUrl', ref('CallbackBaseUrl'), { 'Fn::GetAtt': [apiId, 'ApiEndpoint'] }),
  },
  { name: 'RequestsPerSecond', setting: 'requestsPerSecond', type: 'Number', placeholder: '4811' },
  {
    name: 'BurstRequests',
    setting: 'requestsPerSecond',
    fallback: String(2 * Number(SETTINGS.requestsPerSecond.fallback)),
    note: 'The burst limit, which is twice RequestsPerSecond in CDK.',
    type: 'Number',
    placeholder: '9622',
  },
  ...[...ROUTES, 'workflow'].map((group, index) => ({
    name: `Reserved${group[0]?.toUpperCase()}${group.slice(1)}`,
    setting: 'reservedConcurrency' as const,
    note: `For ${group}: a number.`,
    pattern: '\\d*',
    placeholder: String(9101 + index),
    leftOutFor: '',
  })),
  { name: 'AlarmAfterRefusals', setting: 'alarmAfterRefusals', type: 'Number', placeholder: '777771' },
  { name: 'OneClickEmail', setting: 'oneClickEmail', allowed: FLAG, variable: 'ONE_CLICK_EMAIL' },
  { name: 'Confirm', setting: 'confirm', allowed: ['', 'typed'], variable: 'CONFIRM', leftOutFor: '' },
  {
    name: 'RemindAfter',
    setting: 'remindAfter',
    pattern: DURATION,
    variable: 'REMIND_AFTER',
    leftOutFor: '',
  },
  {
    name: 'RemindEvery',
    setting: 'remindEvery',
    pattern: DURATION,
    needs: 'RemindAfter',
    variable: 'REMIND_EVERY',
    leftOutFor: '',
  },
  {
    name: 'RemindBeforeExpiry',
    setting: 'remindBeforeExpiry',
    pattern: DURATION,
    needs: 'RemindAfter',
    variable: 'REMIND_BEFORE_EXPIRY',
    leftOutFor: '',
  },
  {
    name: 'EscalateAfter',
    setting: 'escalateAfter',
    pattern: DURATION,
    needs: 'EscalateTo',
    variable: 'ESCALATE_AFTER',
    leftOutFor: '',
  },
  {
    name: 'EscalateTo',
    setting: 'escalateTo',
    pattern: '\\S*',
    needs: 'EscalateAfter',
    variable: 'ESCALATE_TO',
    leftOutFor: '',
  },
  {
    name: 'OutputParameters',
    setting: 'outputParameters',
    allowed: FLAG,
    variable: 'ENABLE_OUTPUT_PARAMETERS',
  },
  { name: 'PostActions', setting: 'postActions', allowed: FLAG, variable: 'ENABLE_POST_ACTIONS' },
  {
    name: 'KeyArn',
    setting: 'keyArn',
    pattern: '(arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key/[\\w-]+)?',
    placeholder: arn('kms', 'key/placeholder'),
  },
  {
    name: 'KeyContext',
    setting: 'keyContext',
    pattern: '[\\w./:@+=,-]{0,256}',
    placeholder: 'key-context-placeholder',
    value: () =>
      choose('HasKeyContext', ref('KeyContext'), ownArn('cloudformation', 'stack/', ref('AWS::StackName'))),
  },
];

/** What is replaced besides the placeholders of the parameters. */
export const MORE_PLACEHOLDERS: Readonly<Record<string, Json>> = {
  [STACK_NAME]: ref('AWS::StackName'),
  [STATES]: ownArn('states', ''),
  [SENDER_DOMAIN]: { 'Fn::Select': [1, { 'Fn::Split': ['@', ref('MailFrom')] }] },
  [ASSETS_BUCKET]: ref('AssetsBucket'),
  [ASSETS_PREFIX]: ref('AssetsPrefix'),
  // In a list of all addresses, one that is not given has no comma either.
  ...Object.fromEntries(
    PARAMETERS.filter(({ setting, needs }) => setting === 'emails' && needs).map(({ name, placeholder }) => [
      `,${placeholder}`,
      choose(isGiven(name), join(',', ref(name)), ''),
    ]),
  ),
};

/** Why a setting has no parameter. */
export const LEFT_TO_CDK: Partial<Record<SettingName, string>> = {
  stackName: 'It is the name of the stack.',
  domainName: 'Create the domain beside the template, and give `CallbackBaseUrl`.',
  certificateArn: 'It belongs to the domain.',
  routeLimits: 'All routes have the same limit, `RequestsPerSecond`.',
  encryption: 'The template always encrypts.',
  removalPolicy: 'CloudFormation takes no parameter there: the key and the logs are kept.',
  urlFormat: 'It is for a change from sfn-callback-urls.',
  createUrlsFunction: 'It is for a change from sfn-callback-urls.',
};

/** The default of a parameter, which is that of its setting unless it says another one. */
export function fallbackOf({ fallback, setting }: Pick<Parameter, 'fallback' | 'setting'>): string {
  return fallback ?? SETTINGS[setting].fallback;
}

/** The name of the condition that a parameter is given: that it is not its value without effect. */
export function isGiven(name: string): string {
  return `Has${name}`;
}

/** The conditions of the template, before those that are made of them. */
export function givenConditions(): Record<string, JsonObject> {
  const optional = PARAMETERS.filter((one) => one.leftOutFor !== undefined || fallbackOf(one) === '');
  return {
    ...Object.fromEntries(
      optional.map(({ name, leftOutFor = '' }) => [
        isGiven(name),
        { 'Fn::Not': [{ 'Fn::Equals': [ref(name), leftOutFor] }] },
      ]),
    ),
    DefaultEventBus: { 'Fn::Equals': [ref('EventBus'), SETTINGS.eventBus.fallback] },
    HasTeamsWebhook: { 'Fn::Equals': [ref('TeamsWebhook'), 'true'] },
  };
}
