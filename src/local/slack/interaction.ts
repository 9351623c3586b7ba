import type { SlackMessage } from './web-api.ts';
import type { SlackUser, Workspace } from './workspace.ts';

/** Who acts, when, and how our app may react. */
export interface Context {
  readonly workspace: Workspace;
  readonly user: SlackUser;
  /** A modal can be opened with it, within 3 seconds. */
  readonly triggerId: string;
  readonly responseUrl: string;
  /** Milliseconds since 1970 */
  readonly now: number;
}

/** The body of a slash command (Slack: "Implementing slash commands"). */
export function commandBody(command: string, text: string, { workspace, user, ...context }: Context) {
  const { team, channel, appId } = workspace;
  return {
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: context.responseUrl,
    trigger_id: context.triggerId,
  };
}

/** What a person filled into a modal: by block id, by action id (Slack: "view_submission payload"). */
export type SubmittedValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The payload of a submitted modal. */
export function submissionBody(view: Record<string, unknown>, values: SubmittedValues, context: Context) {
  const { workspace, user, triggerId } = context;
  const { team, appId, bot } = workspace;
  return {
    type: 'view_submission',
    team,
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: appId,
    trigger_id: triggerId,
    view: { ...view, type: 'modal', team_id: team.id, app_id: appId, bot_id: bot.id, state: { values } },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
}

/** The payload of a pressed button in a message (Slack: "block_actions payload"). */
export function actionBody(
  message: SlackMessage,
  { blockId, button }: { blockId: string; button: Record<string, unknown> },
  { workspace, user, triggerId, responseUrl, now }: Context,
) {
  const { team, channel, appId } = workspace;
  const { channel: channelId, visible_to, ...rest } = message;
  const { type, action_id, text, value, style, url } = button;
  return {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: appId,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channelId,
      is_ephemeral: visible_to !== undefined,
    },
    trigger_id: triggerId,
    team,
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channelId, name: channel.name },
    message: { ...rest, type: 'message', app_id: appId, team: team.id },
    state: { values: {} },
    response_url: responseUrl,
    actions: [
      { type, action_id, block_id: blockId, text, value, style, url, action_ts: (now / 1000).toFixed(6) },
    ],
  };
}
