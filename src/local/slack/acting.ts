import { findUser } from './find-user.ts';
import type { Context } from './interaction.ts';
import type { AppManifest } from './manifest.ts';
import type { Sender } from './sender.ts';
import type { WebApi } from './web-api.ts';
import type { SlackPerson, Workspace } from './workspace.ts';

export interface Actor {
  /** The id or the handle of the person who acts. Without it, the first person of the workspace acts. */
  readonly user?: string | undefined;
}

/** The parts of the embedded Slack that an action uses. */
export interface Acting {
  readonly workspace: Workspace;
  readonly webApi: Pick<WebApi, 'message' | 'respond' | 'responseUrl' | 'views'>;
  readonly sender: Sender;
  readonly app: Pick<AppManifest, 'commands' | 'shortcuts'>;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/**
 * The person who acts.
 *
 * @throws {DeliveryError} if there is no such person
 */
export function actingPerson({ users }: Workspace, { user }: Actor): SlackPerson {
  const [first] = users;
  return user === undefined && first ? first : findUser(users, user ?? '');
}

/** @param viewId the view that the person acts in, if any: the app may push another view onto it */
export function contextOf({ workspace, webApi, now }: Acting, user: SlackPerson, viewId?: string): Context {
  return { workspace, user, triggerId: webApi.views.triggerId(user.id, viewId), now: now() };
}
