import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { Names } from './mrkdwn.ts';

/** Where blocks are shown: in a message, a modal or a home view. */
export interface Surface {
  /** Unique in the page; the ids of what is in it begin with it. */
  readonly id: string;
  readonly names: Names;
  /** Who may be chosen: names by id. */
  readonly people: ReadonlyMap<string, string>;
  /** What is wrong in fields, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

type Directory = Pick<EmbeddedSlack['workspace'], 'users' | 'bot' | 'userGroups' | 'channel'>;

export function createSurface(
  id: string,
  { users, bot, userGroups, channel }: Directory,
  errors: Surface['errors'] = {},
): Surface {
  return {
    id,
    people: new Map(users.map((user) => [user.id, user.realName])),
    names: {
      users: new Map([...users, bot].map((user) => [user.id, user.realName])),
      channels: new Map([[channel.id, channel.name]]),
      groups: new Map(userGroups.map((group) => [group.id, group.handle])),
    },
    errors,
  };
}

/** An id for an element: of word characters and hyphens, so that attributes can list several. */
export function elementId(...parts: readonly unknown[]): string {
  return parts
    .map(String)
    .join('-')
    .replace(/[^\w-]/g, '-');
}
