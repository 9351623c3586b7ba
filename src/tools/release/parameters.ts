import { ROUTES } from '../../../infra/limits.ts';
import { SETTINGS, type SettingName } from '../../../infra/settings-table.ts';
import * as forms from './forms.ts';
import { choose, type Json, type JsonObject, join, ref } from './json.ts';

/** A parameter of the template: how a setting is given to CloudFormation. */
export interface Parameter {
  readonly name: string;
  readonly setting: SettingName;
  /** By default, that of the setting. */
  readonly fallback?: string;
  /** By default, the text of the setting. */
  readonly meaning?: string;
  /** What the text of the setting does not say about this parameter. */
  readonly note?: string;
  readonly form?: forms.Form;
  readonly allowed?: readonly string[];
  /** The parameter is a whole number, from 1 unless there is a `min`. */
  readonly range?: { readonly min?: number; readonly max: number };
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
  /**
   * What is before and after the value as an option of `countersign manifest`. The output `NextStep` has the option for another
   * value than the default.
   */
  readonly option?: readonly [before: string, after: string];
}

const EMAILS = ['1', '2', '3', '4', '5'];
const ALARM_EMAILS = ['1', '2', '3'];
const DAY = 86_400;
/** The largest numbers that the settings take. */
const MOST_REQUESTS = 10_000;
const MOST_REFUSALS = 1_000_000;
const RESERVED_FOR = {
  respond: 'the function of the pages of links',
  urls: 'the function that creates callback URLs',
  slack: 'the function of Slack',
  teams: 'the function of Teams',
  workflow: 'each function that the state machines call',
};
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
    form: forms.RECIPIENT,
    placeholder: `email${n}@placeholder.invalid`,
    leftOutFor: '',
    ...(n === '1'
      ? { note: 'One address; Email2 to Email5 take more.' }
      : { needs: 'Email1', meaning: 'One more recipient of the e-mails, as in Email1.' }),
  })),
  {
    name: 'MailFrom',
    setting: 'mailFrom',
    meaning:
      'The sender of the e-mails, such as approvals@example.com: then SES sends them, in HTML, to any address, and there is no topic. ' +
      'The recipients get the requests without approvers, and all results, and need not confirm anything. SES must have verified the ' +
      'address or its domain; a domain above it does not count.',
    form: forms.ADDRESS,
    placeholder: `mail-from@${SENDER_DOMAIN}`,
  },
  {
    name: 'SlackChannel',
    setting: 'slackChannel',
    form: forms.SLACK_CHANNEL,
    variable: 'SLACK_CHANNEL',
  },
  {
    name: 'SlackChannels',
    setting: 'slackChannels',
    form: forms.SLACK_CHANNELS,
    needs: 'SlackChannel',
    variable: 'SLACK_CHANNELS',
    leftOutFor: '',
  },
  {
    name: 'SlackCommand',
    setting: 'slackCommand',
    form: forms.COMMAND,
    variable: 'SLACK_COMMAND',
    placeholder: '/slack-command-placeholder',
    option: [' --command ', ''],
  },
  {
    name: 'SlackAppName',
    setting: 'slackAppName',
    form: forms.textUpTo(35),
    variable: 'SLACK_APP_NAME',
    placeholder: 'slack-app-name-placeholder',
    option: [' --name "', '"'],
  },
  {
    name: 'TeamsAppId',
    setting: 'teamsAppId',
    form: forms.GUID,
    needs: 'TeamsTenantId',
    placeholder: '00000000-0000-0000-0000-00000000a991',
  },
  {
    name: 'TeamsTenantId',
    setting: 'teamsTenantId',
    form: forms.GUID,
    needs: 'TeamsAppId',
    variable: 'TEAMS_TENANT_ID',
  },
  {
    name: 'TeamsChannel',
    setting: 'teamsChannel',
    meaning:
      'The ID of the channel of Teams where requests are posted. Without it, the bot runs, and tells the ID when it is added to a team.',
    form: forms.TEAMS_CHANNEL,
    needs: 'TeamsAppId',
    variable: 'TEAMS_CHANNEL',
  },
  {
    name: 'TeamsChannels',
    setting: 'teamsChannels',
    meaning:
      'The IDs of the other channels of Teams that a request may name. Without it, each channel of a team where the app is installed.',
    form: forms.TEAMS_CHANNELS,
    needs: 'TeamsChannel',
    variable: 'TEAMS_CHANNELS',
    leftOutFor: '',
  },
  {
    name: 'TeamsAppName',
    setting: 'teamsAppName',
    form: forms.textUpTo(30),
    variable: 'TEAMS_APP_NAME',
    placeholder: 'teams-app-name-placeholder',
    option: [' --name "', '"'],
  },
  { name: 'TeamsWebhook', setting: 'teamsWebhook', allowed: FLAG },
  {
    name: 'TeamsWebhookBody',
    setting: 'teamsWebhookBody',
    allowed: ['message', 'card'],
    variable: 'TEAMS_WEBHOOK_BODY',
    leftOutFor: 'message',
  },
  { name: 'Locale', setting: 'locale', form: forms.LOCALE, variable: 'LOCALE' },
  {
    name: 'TimeoutSeconds',
    setting: 'timeoutDays',
    fallback: String(Number(SETTINGS.timeoutDays.fallback) * DAY),
    meaning: 'The number of seconds after which a request expires: 86400 is a day.',
    range: { min: 60, max: 364 * DAY },
    placeholder: String(364 * DAY),
  },
  ...ALARM_EMAILS.map((n) => ({
    name: `AlarmEmail${n}`,
    setting: 'alarmEmails' as const,
    form: forms.ADDRESS,
    placeholder: `alarm${n}@placeholder.invalid`,
    leftOutFor: '',
    ...(n === '1'
      ? { note: 'One address; AlarmEmail2 and AlarmEmail3 take more.' }
      : { meaning: 'One more recipient of the alarms, as in AlarmEmail1.' }),
  })),
  {
    name: 'StateMachinePrefix',
    setting: 'stateMachines',
    fallback: '',
    meaning:
      'The start of the names of the state machines of this account and region whose tasks may be completed too, and whose requests ' +
      'the commands and the home tab show and cancel, such as Release-. Without it, only those of the deployment.',
    form: forms.NAME_START,
    placeholder: 'state-machine-prefix-placeholder',
  },
  {
    name: 'DurableFunction',
    setting: 'durableFunctions',
    meaning:
      'The ARN of the Lambda durable function that may ask for approvals and whose callbacks may be completed, without a version, ' +
      'with * for any text. Without it, a callback_id is refused with NotPermitted.',
    form: forms.FUNCTION_ARN,
    placeholder: arn('lambda', 'function:placeholder'),
    leftOutFor: '',
  },
  {
    name: 'EventBus',
    setting: 'eventBus',
    form: forms.EVENT_BUS,
    variable: 'EVENT_BUS',
    placeholder: arn('events', 'event-bus/placeholder'),
    value: () => choose('DefaultEventBus', ownArn('events', 'event-bus/default'), ref('EventBus')),
    leftOutFor: 'none',
  },
  {
    name: 'StateMachineKey',
    setting: 'stateMachineKeys',
    meaning:
      'The ARN of the customer managed KMS key under which state machines of yours are encrypted. Without it, a request of such a ' +
      'state machine is refused with NotPermitted. The policy of the key must delegate permissions to IAM.',
    form: forms.KEY_ARN,
    placeholder: arn('kms', 'key/00000000-0000-0000-0000-0000state-key'),
    leftOutFor: '',
  },
  {
    name: 'CallbackBaseUrl',
    setting: 'callbackBaseUrl',
    form: forms.BASE_URL,
    placeholder: 'https://callback-base-url.invalid',
    value: (apiId) =>
      choose('HasCallbackBaseUrl', ref('CallbackBaseUrl'), { 'Fn::GetAtt': [apiId, 'ApiEndpoint'] }),
  },
  {
    name: 'RequestsPerSecond',
    setting: 'requestsPerSecond',
    meaning:
      'The number of requests that each route of the HTTP API accepts in a second. Further requests get 429.',
    range: { max: MOST_REQUESTS },
    placeholder: '4811',
  },
  {
    name: 'BurstRequests',
    setting: 'requestsPerSecond',
    fallback: String(2 * Number(SETTINGS.requestsPerSecond.fallback)),
    meaning: 'The burst limit of each route: set it to twice RequestsPerSecond.',
    range: { max: 2 * MOST_REQUESTS },
    placeholder: '9622',
  },
  ...[...ROUTES, 'workflow' as const].map((group, index) => ({
    name: `Reserved${group[0]?.toUpperCase()}${group.slice(1)}`,
    setting: 'reservedConcurrency' as const,
    meaning: `The concurrency that is reserved for ${RESERVED_FOR[group]}, which is also its limit. Without it, none is reserved.`,
    form: forms.COUNT,
    placeholder: String(9101 + index),
    leftOutFor: '',
  })),
  {
    name: 'AlarmAfterRefusals',
    setting: 'alarmAfterRefusals',
    range: { max: MOST_REFUSALS },
    placeholder: '777771',
  },
  { name: 'OneClickEmail', setting: 'oneClickEmail', allowed: FLAG, variable: 'ONE_CLICK_EMAIL' },
  { name: 'Confirm', setting: 'confirm', allowed: ['', 'typed'], variable: 'CONFIRM', leftOutFor: '' },
  {
    name: 'RemindAfter',
    setting: 'remindAfter',
    form: forms.DURATION,
    variable: 'REMIND_AFTER',
    leftOutFor: '',
  },
  {
    name: 'RemindEvery',
    setting: 'remindEvery',
    form: forms.DURATION,
    needs: 'RemindAfter',
    variable: 'REMIND_EVERY',
    leftOutFor: '',
  },
  {
    name: 'RemindBeforeExpiry',
    setting: 'remindBeforeExpiry',
    form: forms.DURATION,
    needs: 'RemindAfter',
    variable: 'REMIND_BEFORE_EXPIRY',
    leftOutFor: '',
  },
  {
    name: 'EscalateAfter',
    setting: 'escalateAfter',
    meaning:
      'A duration: after this time, the people in EscalateTo may decide each request too, if it does not say something else.',
    form: forms.DURATION,
    needs: 'EscalateTo',
    variable: 'ESCALATE_AFTER',
    leftOutFor: '',
  },
  {
    name: 'EscalateTo',
    setting: 'escalateTo',
    form: forms.PEOPLE,
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
    form: forms.KEY_ARN,
    placeholder: arn('kms', 'key/placeholder'),
  },
  {
    name: 'KeyContext',
    setting: 'keyContext',
    form: forms.CONTEXT,
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
  // In NextStep, the default needs no option.
  ...Object.fromEntries(
    PARAMETERS.flatMap(({ name, placeholder, option }) => {
      if (!option) return [];
      const [before, after] = option;
      return [[`${before}${placeholder}${after}`, choose(isGiven(name), join(before, ref(name), after), '')]];
    }),
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

/** The name of the condition that a parameter is given: that it has another value than that without effect. */
export function isGiven(name: string): string {
  return `Has${name}`;
}

/** The conditions of the template, before those that are made of them. */
export function givenConditions(): Record<string, JsonObject> {
  const optional = PARAMETERS.filter(
    (one) => one.leftOutFor !== undefined || one.option || fallbackOf(one) === '',
  );
  return {
    ...Object.fromEntries(
      optional.map((one) => [
        isGiven(one.name),
        { 'Fn::Not': [{ 'Fn::Equals': [ref(one.name), one.leftOutFor ?? fallbackOf(one)] }] },
      ]),
    ),
    DefaultEventBus: { 'Fn::Equals': [ref('EventBus'), SETTINGS.eventBus.fallback] },
    HasTeamsWebhook: { 'Fn::Equals': [ref('TeamsWebhook'), 'true'] },
  };
}
