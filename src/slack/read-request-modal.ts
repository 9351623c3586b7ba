import type { ViewStateValue } from '@slack/bolt';
import { splitApprovers } from '../approval/approvers.ts';
import { cut } from '../approval/text.ts';
import { InvalidInput } from '../approval/typed-input.ts';
import { FIELD, POLICY } from './blocks/request-modal.ts';
import { readFormKeyValues } from './key-values.ts';
import type { SlackPeople } from './people.ts';

/** How many characters of a wrong approver the error repeats. */
const MAX_ECHO = 50;

/** The input of a modal, by block id and action id (Slack's `view.state.values`). */
type Values = Readonly<Record<string, Readonly<Record<string, ViewStateValue>>>>;

/**
 * Reads a submitted request modal.
 *
 * @returns the input of a state machine, without the requester; parseRequest validates it
 * @throws {InvalidInput} for details with a key that is repeated or belongs to the policy, and for an unknown user
 *   group
 */
export async function readRequestModal(
  values: Values,
  people: Pick<SlackPeople, 'groupIdOf'>,
): Promise<Readonly<Record<string, unknown>>> {
  const field = (id: string) => values[id]?.[id];
  const details = readDetails(field(FIELD.details)?.value ?? '');
  const users = field(FIELD.approvers)?.selected_users ?? [];
  const others = await readOthers(field(FIELD.others)?.value ?? '', people);
  const chosen = (field(FIELD.policy)?.selected_options ?? []).map(({ value }) => value);
  return {
    name: field(FIELD.name)?.value?.trim() ?? '',
    ...(details.size > 0 && { details: Object.fromEntries(details) }),
    ...(users.length + others.length > 0 && { approvers: [...users, ...others] }),
    ...(chosen.includes(POLICY.notSelf) && { self_approval: false }),
    ...(chosen.includes(POLICY.confirm) && { confirm: true }),
    ...(chosen.includes(POLICY.comment) && { comment: 'required' }),
  };
}

/** One detail for each key. The text before the first key becomes a detail with the label `…`. */
function readDetails(text: string): ReadonlyMap<string, string> {
  const { before, values } = readFormKeyValues(text);
  return before ? new Map([['…', before], ...values]) : values;
}

/**
 * Replaces the handle of a user group, such as `@leads`, by its id. Slack leaves handles as text in a modal. Other
 * words stay as they are; parseRequest refuses those that are not e-mail addresses.
 */
function readOthers(text: string, { groupIdOf }: Pick<SlackPeople, 'groupIdOf'>): Promise<readonly string[]> {
  return Promise.all(
    splitApprovers(text).map(async (one) => {
      if (!one.startsWith('@')) return one;
      const group = await groupIdOf(one.slice(1));
      if (group !== undefined && group !== 'cannot tell') return group;
      const problem = group === 'cannot tell' ? 'groupScopeMissing' : 'unknownGroup';
      throw new InvalidInput(problem, 'An approver is not a known Slack user group.', cut(one, MAX_ECHO));
    }),
  );
}
