/** What a deployment does in Slack, from its settings. */
export interface SlackSettings {
  /** The ID of the Slack channel where requests are posted. If it is missing, nothing for Slack is deployed. */
  readonly slackChannel: string | undefined;
  /** The IDs of the other channels that requests may name. Empty: each channel that the app is in. */
  readonly slackChannels: readonly string[];
  /** The slash command of the Slack app. Two apps in one workspace need two commands. */
  readonly slackCommand: string;
  /** The name of the Slack app, with which people invite it to a channel. */
  readonly slackAppName: string;
}

/**
 * Reads and checks the settings of Slack.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readSlack(text: (name: keyof SlackSettings) => string): SlackSettings {
  return {
    slackChannel: slackChannel(text('slackChannel')),
    slackChannels: slackChannels(text('slackChannels')),
    slackCommand: slackCommand(text('slackCommand')),
    slackAppName: slackAppName(text('slackAppName')),
  };
}

const CHANNEL_ID = /^[CG][A-Z0-9]{8,}$/;

function slackChannel(value: string): string | undefined {
  if (value === '' || CHANNEL_ID.test(value)) return value || undefined;
  throw new TypeError(
    `slackChannel=${value} must be a channel ID, such as C0123456789. It is at the end of "View channel details".`,
  );
}

function slackChannels(value: string): readonly string[] {
  const given = value.split(',').map((one) => one.trim());
  if (value === '' || given.every((one) => CHANNEL_ID.test(one))) return given.filter(Boolean);
  throw new TypeError(
    `slackChannels=${value} must be channel IDs, such as C0123456789, separated by commas.`,
  );
}

/** Slack's limits for a command (Slack: App manifest reference, `features.slash_commands`). */
function slackCommand(value: string): string {
  if (/^\/[^\s/\p{Lu}]{1,31}$/u.test(value)) return value;
  throw new TypeError(
    `slackCommand=${value} must be a slash and at most 31 characters in lower case without spaces, such as /approval.`,
  );
}

/** Slack's limit for the name of an app (Slack: App manifest reference, `display_information.name`). */
function slackAppName(value: string): string {
  if (value.length <= 35) return value;
  throw new TypeError(`slackAppName=${value} must have at most 35 characters.`);
}
