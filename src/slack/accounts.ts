import { answerTo, type Lookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import type { Accounts } from './blocks/request-message.ts';
import { isUserId } from './ids.ts';
import type { SlackPeople } from './people.ts';

/** The Slack accounts of the approvers who are named by their addresses: the id of the user by the address. */
export async function accountsOf(
  approvers: readonly string[] = [],
  people: Pick<SlackPeople, 'userIdOf'>,
  lookup: Lookup,
): Promise<Accounts> {
  const found = await Promise.all(
    [...new Set(approvers)].filter(isEmail).map(async (address): Promise<[string, string][]> => {
      const id = await answerTo(people.userIdOf(address), lookup);
      return id !== undefined && isUserId(id) ? [[address, id]] : [];
    }),
  );
  return new Map(found.flat());
}
