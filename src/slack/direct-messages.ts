import type { WebClient } from '@slack/web-api';
import { inTime } from '../approval/in-time.ts';
import { answerTo, type Lookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import { assertInTime } from '../approval/until-deadline.ts';
import type { Policy } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import type { Message } from './blocks/request-message.ts';
import { isGroupId, isUserId } from './ids.ts';
import { type MessageReference, NO_UNFURL, referenceOf } from './message-reference.ts';
import type { Presence, SlackPeople } from './people.ts';

/** A group with more members is only mentioned. */
const MAX_GROUP = 20;
/** Slack takes about this many messages of an app at once. */
const MAX_DIRECT = 25;

/**
 * The users who get a request as a direct message: the named approvers who are not in its channel. A mention notifies
 * only members of the channel. If Slack does not tell whether an approver is a member, the approver gets the direct
 * message: a second notification is less bad than none.
 *
 * @returns ids of users; those whom the request names come before members of groups
 */
export async function directRecipients(
  policy: Policy,
  channel: string,
  people: SlackPeople,
  lookup: Lookup,
): Promise<readonly string[]> {
  const { approvers = [] } = policy;
  const ask = <T>(question: Promise<T>) => answerTo(question, lookup);
  const accountOf = (email: string) => ask(people.userIdOf(email)).then(usersOf);
  const membersOf = (group: string) => ask(people.membersOf(group)).then(usersOf);
  const activeUser = async (id: string) => (hasNoAccount(await ask(people.findApprover(id))) ? [] : [id]);
  const [named, members, excluded, inChannel] = await Promise.all([
    Promise.all(
      approvers.map((one) => (isEmail(one) ? accountOf(one) : isUserId(one) ? activeUser(one) : [])),
    ),
    Promise.all(approvers.filter(isGroupId).map(membersOf)),
    requesterWhoMayNotDecide(policy, accountOf),
    ask(people.usersIn(channel)),
  ]);
  const small = members.filter(({ length }) => length <= MAX_GROUP);
  const users = new Set([...named.flat(), ...small.flat()]);
  for (const user of excluded) users.delete(user);
  return [...users].filter((user) => typeof inChannel !== 'object' || !inChannel.has(user));
}

/** The users in Slack's answer. */
function usersOf(found: string | readonly string[] | undefined): readonly string[] {
  return found === undefined ? [] : [found].flat().filter(isUserId);
}

function hasNoAccount(presence: Presence | 'no answer'): boolean {
  return presence === 'noAccount' || presence === 'deactivated';
}

async function requesterWhoMayNotDecide(
  { self_approval, requester_id: id, requester_email: email }: Policy,
  accountOf: (email: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (self_approval !== false) return [];
  return [...(id ? [id] : []), ...(email ? await accountOf(email) : [])];
}

/**
 * Sends a request to users as direct messages. One that fails, or is not answered before the deadline, is logged: the
 * request is posted in its channel already.
 *
 * @returns where the messages are
 */
export async function sendDirect(
  users: readonly string[],
  message: Message,
  slack: WebClient,
  { deadline, log }: { readonly deadline: AbortSignal; readonly log: Log },
): Promise<readonly MessageReference[]> {
  const left = users.length - MAX_DIRECT;
  if (left > 0) log({ level: 'warn', event: 'direct_left_out', left_out: left });
  const sent = users.slice(0, MAX_DIRECT).map(async (user) => {
    try {
      assertInTime(deadline);
      const posted = slack.chat.postMessage({ channel: user, ...NO_UNFURL, ...message });
      return [referenceOf(await inTime(deadline, posted))];
    } catch (error) {
      log({ level: 'error', event: 'direct_failed', user_id: user, error });
      return [];
    }
  });
  return (await Promise.all(sent)).flat();
}
