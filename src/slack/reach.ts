import type { Policy } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import type { Wording } from '../wording/index.ts';
import { isUserId } from './ids.ts';
import type { Presence, SlackPeople } from './people.ts';

/**
 * Whether Slack excludes each user: the requester may not decide, and no user of Slack can be told apart from the
 * requester. False if Slack cannot be asked.
 */
export async function excludesEveryone(
  { self_approval: selfApproval, requester_id: id, requester_email: email }: Policy,
  people: Pick<SlackPeople, 'userIdOf'>,
  log: Log,
): Promise<boolean> {
  if (selfApproval !== false || !email || (id && isUserId(id))) return false;
  try {
    const userId = await people.userIdOf(email);
    return userId === undefined || userId === 'cannot tell';
  } catch (error) {
    // The request may then wait for people who cannot decide, but a failed question must not stop a request.
    log({ level: 'warn', event: 'person_unknown', error });
    return false;
  }
}

/** The approvers whom Slack does not know, and why a message cannot reach them. */
export async function unreachableInSlack(
  { approvers = [] }: Policy,
  people: Pick<SlackPeople, 'findApprover'>,
  { unreachable }: Wording['slack'],
  log: Log,
): Promise<ReadonlyMap<string, string>> {
  const find = async (approver: string): Promise<Presence> => {
    try {
      return await people.findApprover(approver);
    } catch (error) {
      log({ level: 'warn', event: 'person_unknown', error });
      return 'cannot tell';
    }
  };
  const found = await Promise.all(
    approvers.map(async (approver) => ({ approver, presence: await find(approver) })),
  );
  return new Map(
    found.flatMap(({ approver, presence }): [string, string][] =>
      presence === 'present' || presence === 'cannot tell' ? [] : [[approver, unreachable[presence]]],
    ),
  );
}
