import { isGiven, PARAMETERS, STATES } from './parameters.ts';

/** Settings as text. */
export type Settings = Readonly<Record<string, string>>;

/** The settings of a template with all its optional parts that need no other resources. */
const COMMON: Settings = {
  alarmEmails: placeholders('alarmEmails'),
  durableFunctions: placeholders('durableFunctions'),
  eventBus: placeholders('eventBus'),
  stateMachineKeys: placeholders('stateMachineKeys'),
  callbackBaseUrl: placeholders('callbackBaseUrl'),
  keyContext: placeholders('keyContext'),
  timeoutDays: '364',
  requestsPerSecond: placeholderOf('RequestsPerSecond'),
  reservedConcurrency: ['Respond', 'Urls', 'Slack', 'Teams', 'Workflow']
    .map((group) => `${group.toLowerCase()}:${placeholderOf(`Reserved${group}`)}`)
    .join(','),
  alarmAfterRefusals: placeholderOf('AlarmAfterRefusals'),
  confirm: 'typed',
  remindAfter: '1h',
  remindEvery: '1h',
  remindBeforeExpiry: '1h',
  escalateAfter: '1h',
  escalateTo: 'somebody@placeholder.invalid',
};

const SLACK = {
  slackChannel: 'C0123456789',
  slackChannels: 'C0123456789',
  slackCommand: placeholderOf('SlackCommand'),
  slackAppName: placeholderOf('SlackAppName'),
};
const BOT = {
  teamsAppId: placeholderOf('TeamsAppId'),
  teamsTenantId: placeholderOf('TeamsAppId'),
  teamsAppName: placeholderOf('TeamsAppName'),
};
const TEAMS_CHANNEL = '19:placeholder@thread.tacv2';
const EMAILS = { emails: placeholders('emails') };

/** A condition, and the settings that it adds. */
type Option = readonly [condition: string, settings: Settings];

/**
 * What decides which resources exist: independent choices, each between nothing and its options. If the conditions of two options
 * hold, the later one counts.
 */
export const CHOICES: readonly (readonly Option[])[] = [
  [[isGiven('SlackChannel'), SLACK]],
  [
    [isGiven('TeamsWebhook'), { teamsWebhook: 'true', teamsWebhookBody: 'card' }],
    [isGiven('TeamsAppId'), BOT],
    [isGiven('TeamsChannel'), { ...BOT, teamsChannel: TEAMS_CHANNEL, teamsChannels: TEAMS_CHANNEL }],
  ],
  [
    [isGiven('Email1'), EMAILS],
    [isGiven('MailFrom'), { ...EMAILS, mailFrom: placeholderOf('MailFrom') }],
  ],
  [[isGiven('KeyArn'), { keyArn: placeholderOf('KeyArn') }]],
  [
    [
      isGiven('StateMachinePrefix'),
      { stateMachines: `${STATES}stateMachine:${placeholderOf('StateMachinePrefix')}*` },
    ],
  ],
];

/** Makes one value of the values of all shapes. */
export function ofAllShapes<T>(
  of: (settings: Settings) => T,
  merge: (condition: string, on: T, off: T) => T,
): T {
  return build(CHOICES, COMMON);

  function build([options, ...others]: typeof CHOICES, settings: Settings): T {
    if (!options) return of(settings);
    return options.reduce(
      (off, [condition, added]) => merge(condition, build(others, { ...settings, ...added }), off),
      build(others, settings),
    );
  }
}

function placeholders(setting: string): string {
  return PARAMETERS.filter((one) => one.setting === setting)
    .map(({ name }) => placeholderOf(name))
    .join(',');
}

function placeholderOf(name: string): string {
  const { placeholder } = PARAMETERS.find((one) => one.name === name) ?? {};
  if (!placeholder) throw new TypeError(`${name} has no placeholder.`);
  return placeholder;
}
