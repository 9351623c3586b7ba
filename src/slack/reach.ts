import { inTime } from '../approval/in-time.ts';
import type { Policy } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import type { Wording } from '../wording/index.ts';
import { isUserId } from './ids.ts';
import type { SlackPeople } from './people.ts';

/** How a question is asked before a message is sent: it must not delay the mail, and a failure must not stop the request. */
export interface Lookup {
  /** Aborts when the answer is no longer waited for. */
  readonly deadline: AbortSignal;
  readonly log: Log;
}

/**
 * Whether Slack excludes each user: the requester may not decide, and no user of Slack can be told apart from the
 * requester. False without an answer of Slack: the request may then wait for people who cannot decide.
 */
export async function excludesEveryone(
  { self_approval: selfApproval, requester_id: id, requester_email: email }: Policy,
  people: Pick<SlackPeople, 'userIdOf'>,
  lookup: Lookup,
): Promise<boolean> {
  if (selfApproval !== false || !email || (id && isUserId(id))) return false;
  const userId = await answerTo(people.userIdOf(email), lookup);
  return userId === undefined || userId === 'cannot tell';
}

/** The approvers whom Slack does not know, and why a message cannot reach them. */
export async function unreachableInSlack(
  { approvers = [] }: Policy,
  people: Pick<SlackPeople, 'findApprover'>,
  { unreachable }: Wording['slack'],
  lookup: Lookup,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    approvers.map(async (approver): Promise<[string, string][]> => {
      const presence = await answerTo(people.findApprover(approver), lookup);
      const mayBeReached = presence === 'present' || presence === 'cannot tell' || presence === 'no answer';
      return mayBeReached ? [] : [[approver, unreachable[presence]]];
    }),
  );
  return new Map(found.flat());
}

async function answerTo<T>(question: Promise<T>, { deadline, log }: Lookup): Promise<T | 'no answer'> {
  try {
    return await inTime(deadline, question);
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return 'no answer';
  }
}
