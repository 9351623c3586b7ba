import { isEmail } from '../approval/people.ts';
import { isGroupId, isUserId } from './ids.ts';
import type { SurfacePorts } from './ports.ts';

/**
 * The ids of the users behind an approver: of a user, the members of a user group, or the account of an address. "Cannot
 * tell" without the scope for it, and if Slack does not answer; undefined for an approver whom Slack does not know.
 */
export async function peopleBehind(
  approver: string,
  { people, log }: Pick<SurfacePorts, 'people' | 'log'>,
): Promise<readonly string[] | 'cannot tell' | undefined> {
  if (isUserId(approver)) return [approver];
  try {
    // No person is in a group that does not exist.
    if (isGroupId(approver)) return (await people.membersOf(approver)) ?? [];
    const id = isEmail(approver) ? await people.userIdOf(approver) : undefined;
    return id === undefined || id === 'cannot tell' ? id : [id];
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return 'cannot tell';
  }
}
