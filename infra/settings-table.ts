import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { FunctionGroup, RouteName } from './limits.ts';

/** A setting: the type that it has as a property, and its default as text. */
interface Setting<T> {
  readonly fallback: string;
  readonly type?: T;
}

function setting<T>(fallback = ''): Setting<T> {
  return { fallback };
}

/**
 * All settings, with their types, defaults and documentation. There is no other list of them: `readSettings` reads them from the
 * context of CDK and from the properties of `Countersign`, and `npm run reference` makes the table in docs/configuration.md of
 * these comments.
 */
export const SETTINGS = {
  /** The name of the stack; another name is another deployment. The construct has `name` in its place. */
  stackName: setting<string>('Countersign'),
  /**
   * The recipients of the e-mails. An approver gets an e-mail of their own only at one of these addresses. Addresses that are
   * subscribed by hand [need a filter](operate.md#subscriptions-of-the-e-mails).
   */
  emails: setting<readonly string[]>(),
  /**
   * The sender of the e-mails, `approvals@example.com` or `Approvals <approvals@example.com>`: then
   * [SES sends them](deploy.md#e-mail-by-ses), in HTML, to any address, and there is no topic. `emails` get the requests without
   * `approvers`, and all results, and need not confirm anything.
   */
  mailFrom: setting<string>(),
  /** The ID of the Slack channel where requests are posted. Without it, nothing of Slack is deployed. */
  slackChannel: setting<string>(),
  /**
   * The IDs of the other channels that [a request may name](slack.md#the-channel). Without it, each channel that the app is in.
   */
  slackChannels: setting<readonly string[]>(),
  /**
   * The slash command of the Slack app, in lower case, at most 32 characters. Two deployments in one workspace
   * [need two commands](slack.md#two-deployments-in-one-workspace).
   */
  slackCommand: setting<string>('/approval'),
  /** The name of the Slack app, with which people invite it to a channel; at most 35 characters. */
  slackAppName: setting<string>('Countersign'),
  /**
   * The application (client) ID of the bot in [Microsoft Teams](deploy.md#microsoft-teams). Without it, no bot is deployed. It
   * needs `teamsTenantId`.
   */
  teamsAppId: setting<string>(),
  /** The ID of the tenant of the bot. */
  teamsTenantId: setting<string>(),
  /**
   * The ID or the link of the channel of Teams where requests are posted. Without it, the bot runs, and tells the ID when it is
   * added to a team.
   */
  teamsChannel: setting<string>(),
  /**
   * The IDs or links of the other channels of Teams that a request may name. Without it, each channel of a team where the app is
   * installed.
   */
  teamsChannels: setting<readonly string[]>(),
  /** The name of the app in Teams, with which people mention it; at most 30 characters. */
  teamsAppName: setting<string>('Countersign'),
  /**
   * `true`: requests are posted through [a webhook](deploy.md#a-webhook-of-teams), without a bot. It cannot be combined with
   * `teamsAppId`.
   */
  teamsWebhook: setting<boolean>('false'),
  /** `card`: the webhook gets the bare card, not a message that contains it. */
  teamsWebhookBody: setting<'message' | 'card'>('message'),
  /** The language of the texts: `en`, `de` or `zh` (Simplified Chinese). */
  locale: setting<string>('en'),
  /** The number of days after which a request expires, 1 to 364. A request that waits keeps its time. */
  timeoutDays: setting<number>('7'),
  /** The recipients of the alarms. Each recipient must confirm the subscription once. */
  alarmEmails: setting<readonly string[]>(),
  /**
   * The state machines whose tasks may be completed, and whose requests the commands and the home tab show and cancel. `own`: the
   * deployment's own, and those of the same CDK app that call it. ARNs of state machines and activities, with `*` for any text:
   * these too. `all`: all of this account and region.
   */
  stateMachines: setting<'own' | 'all' | readonly string[]>('own'),
  /**
   * The ARNs of the [Lambda durable functions](durable-functions.md) that may ask for approvals and whose callbacks may be
   * completed, without a version, with `*` for any text. Without it, a `callback_id` is refused with `NotPermitted`.
   */
  durableFunctions: setting<readonly string[]>(),
  /**
   * The bus of EventBridge that gets the [events](events.md) of approvals: `default`, or the ARN of another one of this account and
   * region. `none`: no events.
   */
  eventBus: setting<string>('default'),
  /**
   * The ARNs of the customer managed KMS keys under which these state machines are encrypted. Without its key, a request of such a
   * state machine is refused with `NotPermitted`. The key policies must
   * [delegate permissions to IAM](deploy.md#state-machines-with-their-own-kms-key).
   */
  stateMachineKeys: setting<readonly string[]>(),
  /**
   * The start of all callback URLs and of the addresses that Slack and Teams call, such as `https://approvals.example.com`:
   * [your own domain, which you point to the API](deploy.md#your-own-domain). Without it, the address of the API.
   */
  callbackBaseUrl: setting<string>(),
  /** Your own domain, which the deployment creates. In place of `callbackBaseUrl`; it needs `certificateArn`. */
  domainName: setting<string>(),
  /** The ARN of the certificate of `domainName`. */
  certificateArn: setting<string>(),
  /**
   * The number of requests that each route of the HTTP API accepts in a second; the burst limit is twice that. Further requests get
   * 429.
   */
  requestsPerSecond: setting<number>('50'),
  /**
   * Other numbers for single routes, such as `respond:20,slack:100`: `respond` (the pages of links), `urls`, `slack`, `teams`.
   */
  routeLimits: setting<Readonly<Partial<Record<RouteName, number>>>>(),
  /**
   * The concurrency that is [reserved](deploy.md#limits) for each function of a group, and also its limit, such as
   * `slack:20,workflow:50`: `respond`, `urls`, `slack`, `teams`, and `workflow` for the functions that the state machines call.
   */
  reservedConcurrency: setting<Readonly<Partial<Record<FunctionGroup, number>>>>(),
  /** The number of refusals in 5 minutes that [starts an alarm](operate.md#alarms-and-dashboard). */
  alarmAfterRefusals: setting<number>('100'),
  /**
   * `true`: links in e-mails decide when they are opened, as in sfn-callback-urls, so that a mail scanner can decide (see
   * `ONE_CLICK_EMAIL` below). A link that was sent before works as its e-mail says.
   */
  oneClickEmail: setting<boolean>('false'),
  /**
   * `typed`: the page of a link asks the person to type the name of the request (see `CONFIRM` below). A request that waits is
   * confirmed as it was when it was made.
   */
  confirm: setting<'typed'>(),
  /**
   * A duration such as `4h`: after this time, each request [reminds](approvals.md#reminders) the people who have not answered, if
   * it does not say something else.
   */
  remindAfter: setting<Duration | string>(),
  /** The time from one reminder to the next, at least `10s`. Without it, there is one reminder. */
  remindEvery: setting<Duration | string>(),
  /** How long before a request expires the last reminder comes. */
  remindBeforeExpiry: setting<Duration | string>(),
  /**
   * A duration: after this time, the people in `escalateTo` may decide each request too, if it
   * [does not say something else](approvals.md#escalation). It cannot be combined with `createUrlsFunction`.
   */
  escalateAfter: setting<Duration | string>(),
  /** The people of `escalateAfter`: e-mail addresses, and IDs of Slack and Teams. */
  escalateTo: setting<readonly string[]>(),
  /** `true`: callback URLs may have [output parameters](callback-urls.md#output-parameters). */
  outputParameters: setting<boolean>('false'),
  /** `true`: callback URLs may have [post actions](callback-urls.md#post-actions). */
  postActions: setting<boolean>('false'),
  /** `false`: each person who sees a callback URL can read its task token. */
  encryption: setting<boolean>('true'),
  /**
   * The ARN of an existing KMS key. Its policy stays as it is, and must [admit the roles of the functions](deploy.md#the-kms-key).
   * Without it, the deployment creates a key.
   */
  keyArn: setting<string>(),
  /**
   * What happens to the key and the logs when they leave the stack. `retain-on-update-or-delete`:
   * [they are kept](operate.md#remove-a-deployment), unless the deployment that creates them fails. `retain`: they are kept then too.
   * `destroy`: they are deleted, and open links and buttons never work again.
   */
  removalPolicy: setting<Exclude<`${RemovalPolicy}`, 'snapshot'>>('retain-on-update-or-delete'),
  /**
   * The name of the deployment in the [encryption context](deploy.md#the-kms-key) of the key. Deployments under one key open each
   * other's links and buttons only if they have the same name. Without it, the ARN of the stack, without its ID.
   */
  keyContext: setting<string>(),
  /**
   * The format of links and buttons (see `URL_FORMAT` below). With `3`, a new key is bound to its purpose, so that links of the
   * other formats do not open.
   */
  urlFormat: setting<'3' | '2' | '2-legacy'>('3'),
  /**
   * The ARN of a function that makes the URLs of approval requests. With Slack or the bot of Teams, it needs `keyArn`: the key that
   * this function uses. If it is of another deployment of Countersign, it also needs `keyContext`: the `KEY_CONTEXT` of this function.
   */
  createUrlsFunction: setting<string>(),
};

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;

type TypeOf<S> = S extends Setting<infer T> ? T : never;

/** The settings as properties. */
export type SettingProps = {
  readonly [Name in SettingName]?: TypeOf<(typeof SETTINGS)[Name]>;
};
