import type { Block, Control } from './block-ids.ts';
import type { StateValues } from './form-values.ts';
import type { SlackMessage } from './messages.ts';
import type { SlackView } from './views.ts';
import type { SlackPerson, Workspace } from './workspace.ts';

/** The person who acts, and the time. */
export interface Context {
  readonly workspace: Workspace;
  readonly user: SlackPerson;
  /** The app can open one modal with it, within 3 seconds. */
  readonly triggerId: string;
  /** Milliseconds since 1970 */
  readonly now: number;
}

/** The body of a slash command (Slack: "Implementing slash commands"). */
export function commandBody(
  { command, text, responseUrl }: { command: string; text: string; responseUrl: string },
  { workspace, user, triggerId }: Context,
) {
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
    response_url: responseUrl,
    trigger_id: triggerId,
  };
}

/** The payload of a global shortcut (Slack: "shortcuts payload"). */
export function shortcutBody(callbackId: string, context: Context) {
  return { ...interaction('shortcut', context), callback_id: callbackId, action_ts: timestamp(context.now) };
}

/** The payload of a submitted modal (Slack: "view_submission payload"). */
export function submissionBody(view: SlackView, values: StateValues, context: Context) {
  return { ...interaction('view_submission', context), view: withState(view, values), response_urls: [] };
}

/** The payload of a modal that was closed without a submission (Slack: "view_closed payload"). */
export function closedBody(view: SlackView, values: StateValues, isCleared: boolean, context: Context) {
  const { trigger_id: _, ...body } = interaction('view_closed', context);
  return { ...body, view: withState(view, values), is_cleared: isCleared };
}

/** The payload of a pressed button or a choice in a message (Slack: "block_actions payload"). */
export function messageActionBody(
  { message, control, values, responseUrl }: MessageAction,
  context: Context,
) {
  const { team, channel, appId } = context.workspace;
  const { channel: channelId, visible_to, direct_to, ...rest } = message;
  return {
    ...interaction('block_actions', context),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channelId,
      is_ephemeral: visible_to !== undefined,
      ...(message.thread_ts && { thread_ts: message.thread_ts }),
    },
    channel: { id: channelId, name: direct_to === undefined ? channel.name : 'directmessage' },
    message: { ...rest, type: 'message', app_id: appId, team: team.id },
    state: { values },
    response_url: responseUrl,
    actions: [actionOf(control, values, context.now)],
  };
}

interface MessageAction {
  readonly message: SlackMessage;
  readonly control: Control;
  readonly values: StateValues;
  readonly responseUrl: string;
}

/** The payload of a pressed button or a choice in a modal or a home view (Slack: "block_actions payload"). */
export function viewActionBody(view: SlackView, control: Control, values: StateValues, context: Context) {
  return {
    ...interaction('block_actions', context),
    container: { type: 'view', view_id: view.id },
    view: withState(view, values),
    actions: [actionOf(control, values, context.now)],
  };
}

/** The members that all payloads have. */
function interaction(type: string, { workspace, user, triggerId }: Context) {
  const { team, appId } = workspace;
  return {
    type,
    team,
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: appId,
    trigger_id: triggerId,
    is_enterprise_install: false,
    enterprise: null,
  };
}

function withState(view: SlackView, values: StateValues) {
  return { ...view, state: { values }, app_installed_team_id: view.team_id };
}

function actionOf({ blockId, element }: Control, values: StateValues, now: number): Block {
  const { type, action_id, text, value, style, url, selected_option } = element;
  const pressed = { type, action_id, block_id: blockId, text, value, style, url, selected_option };
  return { ...pressed, ...values[blockId]?.[String(action_id)], action_ts: timestamp(now) };
}

/** Seconds since 1970 in Slack's format, such as 1796087520.000000. */
export function timestamp(now: number): string {
  return (now / 1000).toFixed(6);
}
