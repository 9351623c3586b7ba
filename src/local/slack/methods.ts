import { objects } from '../json.ts';
import { withIds } from './block-ids.ts';
import { refuseBlocks } from './block-limits.ts';
import type { Messages } from './messages.ts';
import type { Views } from './views.ts';
import { type ApiResult, refused, type Workspace } from './workspace.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** Calls a method of the Web API. */
export type Call = (method: string, parameters: Arguments) => Promise<ApiResult>;

interface MethodsOptions {
  readonly workspace: Workspace;
  readonly messages: Pick<Messages, 'addEphemeral' | 'record'>;
  readonly views: Pick<Views, 'call'>;
  /** The URL of the console: permalinks point to it. */
  readonly consoleUrl: string;
  /** Called after a message was posted, changed or deleted. */
  readonly onChange: () => void;
}

/** The methods of the workspace, with additions where `emulate` differs from Slack. */
export function createMethods({ workspace, messages, views, consoleUrl, onChange }: MethodsOptions): Call {
  async function callWithBlocks(method: string, parameters: Arguments): Promise<ApiResult> {
    const content = readBlocks(parameters);
    if ('refusal' in content) return content.refusal;
    const result = await workspace.call(method, content.parameters);
    if (!result.ok) return result;
    messages.record(method, result);
    if (method === 'chat.postEphemeral') {
      messages.addEphemeral(String(result.message_ts), content.parameters);
    }
    onChange();
    return result;
  }

  async function permalink(parameters: Arguments): Promise<ApiResult> {
    const result = await workspace.call('chat.getPermalink', parameters);
    const message = String(parameters.message_ts).replace('.', '-');
    return result.ok ? { ...result, permalink: `${consoleUrl}/#message-${message}` } : result;
  }

  return async (method, parameters) => {
    if (/^views\.(open|push|update|publish)$/.test(method)) return views.call(method, parameters);
    if (method === 'usergroups.list') return groups(workspace);
    if (method === 'usergroups.users.list') return groupMembers(workspace, parameters);
    if (method === 'users.conversations') return conversationsOf(workspace, parameters);
    if (method === 'chat.getPermalink') return permalink(parameters);
    if (method.startsWith('chat.')) return callWithBlocks(method, parameters);
    return workspace.call(method, parameters);
  };
}

/** The parameters of a message with ids in its blocks, or Slack's refusal of the blocks. */
export function readBlocks(parameters: Arguments): { parameters: Arguments } | { refusal: ApiResult } {
  const blocks = parseBlocks(parameters.blocks);
  if (!blocks) return { parameters };
  const refusal = refuseBlocks(blocks);
  if (refusal) return { refusal: refused(refusal.error, refusal.messages) };
  return { parameters: { ...parameters, blocks: withIds(blocks) } };
}

function parseBlocks(blocks: unknown): Record<string, unknown>[] | undefined {
  const list: unknown = typeof blocks === 'string' && blocks !== '' ? JSON.parse(blocks) : blocks;
  return Array.isArray(list) ? objects(list) : undefined;
}

/** `emulate` has no user groups. */
function groups({ userGroups }: Workspace): ApiResult {
  return { ok: true, usergroups: userGroups.map(({ id, handle, name }) => ({ id, handle, name })) };
}

function groupMembers({ userGroups }: Workspace, { usergroup }: Arguments): ApiResult {
  const group = userGroups.find(({ id }) => id === usergroup);
  return group ? { ok: true, users: group.users } : refused('no_such_subteam');
}

/** The channels that a user shares with the app. `emulate` lists only those of the app. */
async function conversationsOf({ call }: Workspace, { user, types }: Arguments): Promise<ApiResult> {
  const result = await call('conversations.list', { types, limit: 1_000 });
  if (!result.ok) return result;
  const shared: Record<string, unknown>[] = [];
  for (const channel of objects(result.channels)) {
    const { members } = await call('conversations.members', { channel: channel.id });
    if (Array.isArray(members) && members.includes(user)) shared.push(channel);
  }
  return { ok: true, channels: shared, response_metadata: { next_cursor: '' } };
}
