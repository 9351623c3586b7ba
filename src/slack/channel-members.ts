import type { WebClient } from '@slack/web-api';

/** The largest page of conversations.members (Slack: "Pagination"). */
const PAGE = 1_000;
/** Each page is one call, and people wait for the message. */
const MAX_PAGES = 5;

/**
 * The ids of the members of a channel, at most 5,000. Slack needs the scope channels:read for it, or groups:read for a
 * private channel.
 */
export async function listMembers(slack: WebClient, channel: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await slack.conversations.members({ channel, limit: PAGE, ...(cursor && { cursor }) });
    for (const id of answer.members ?? []) ids.add(id);
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return ids;
}
