import { DeliveryError } from './delivery-error.ts';
import type { Context } from './interaction.ts';
import type { Shortcut } from './manifest.ts';
import type { Sender } from './sender.ts';
import type { WebApi } from './web-api.ts';
import type { SlackPerson, Workspace } from './workspace.ts';

/** Who acts: a user's id or handle; without one, the first person of the workspace. */
export interface Actor {
  readonly user?: string | undefined;
}

/** What it takes to act. */
export interface Acting {
  readonly workspace: Workspace;
  readonly webApi: Pick<WebApi, 'messages' | 'respond' | 'responseUrl' | 'views'>;
  readonly sender: Sender;
  /** Those that the app has. */
  readonly shortcuts: readonly Shortcut[];
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/** @throws {DeliveryError} for somebody who is not there */
export function userNamed({ users }: Workspace, name: string | undefined): SlackPerson {
  const user = name === undefined ? users[0] : users.find((one) => one.id === name || one.name === name);
  if (user) return user;
  throw new DeliveryError('UnknownUser', `Nobody here is called “${name}”.`);
}

/** @param viewId where the person acts in a view: the app may push another onto it */
export async function contextOf(
  { workspace, webApi, now }: Acting,
  user: SlackPerson,
  viewId?: string,
): Promise<Context> {
  return { workspace, user, triggerId: await webApi.views.triggerId(user.id, viewId), now: now() };
}
