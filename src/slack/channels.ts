import type { WebClient } from '@slack/web-api';
import type { Answer } from '../approval/people.ts';
import { type Ask, createQuestions, type QuestionPorts } from './questions.ts';

/** Looks up channels. */
export interface SlackChannels {
  /** Whether a user can read the messages of a channel: it is public, or the user is a member. */
  readonly canRead: (userId: string, channel: string) => Promise<Answer>;
}

/**
 * Looks up channels with the Web API, and reuses each answer for a minute. Needs the scopes channels:read and
 * groups:read. Without them, the answer is "cannot tell".
 */
export function createSlackChannels(ports: QuestionPorts): SlackChannels {
  const { ask } = createQuestions(ports);
  const findPrivateChannels = (userId: string) =>
    ask(`private channels of ${userId}`, (slack) => privateChannelsOf(userId, slack));

  return {
    async canRead(userId, channel) {
      const found = await findChannel(channel, ask);
      if (found !== 'cannot tell' && found?.is_private === false) return 'yes';
      // A channel that Slack does not show to the app is private: the app was removed from it.
      const shared = await findPrivateChannels(userId);
      if (shared !== 'cannot tell' && shared?.has(channel)) return 'yes';
      return found === 'cannot tell' || shared === 'cannot tell' ? 'cannot tell' : 'no';
    },
  };
}

/** What Slack tells about a channel. */
export function findChannel(channel: string, ask: Ask) {
  return ask(`channel ${channel}`, async (slack) => (await slack.conversations.info({ channel })).channel);
}

/** The largest page that Slack recommends (reference of users.conversations). */
const PAGE = 200;

/** The private channels that the user and the app are both members of. */
async function privateChannelsOf(user: string, slack: WebClient): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await slack.users.conversations({
      user,
      types: 'private_channel',
      limit: PAGE,
      ...(cursor && { cursor }),
    });
    for (const { id } of page.channels ?? []) if (id) ids.add(id);
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return ids;
}
