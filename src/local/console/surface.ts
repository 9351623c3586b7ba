import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { Names } from './mrkdwn.ts';

/** The message, modal or home view that contains blocks. */
export interface Surface {
  /** Unique in the page. The ids of the elements in the surface begin with it. */
  readonly id: string;
  readonly names: Names;
  /** The people in user menus: names by id. */
  readonly people: ReadonlyMap<string, string>;
  /** The errors in fields, by block id. */
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

/** An id for an element. It contains only word characters and hyphens, so attributes can list several ids. */
export function elementId(...parts: readonly unknown[]): string {
  return parts
    .map(String)
    .join('-')
    .replace(/[^\w-]/g, '-');
}
