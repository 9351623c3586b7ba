import type { ViewStateValue } from '@slack/bolt';
import { cut } from '../approval/text.ts';
import { InvalidInput } from '../approval/typed-input.ts';
import { FIELD, POLICY } from './blocks/request-modal.ts';
import type { SlackPeople } from './people.ts';
import { readFormKeys } from './typed-keys.ts';

/** As much of a wrong one is repeated to whoever typed it. */
const MAX_ECHO = 50;

/** What is filled in, by block and action id. */
type Values = Readonly<Record<string, Readonly<Record<string, ViewStateValue>>>>;

/**
 * Reads the form for a request.
 *
 * @returns the part of a state machine's input that it says
 * @throws {InvalidInput} for details that are none, and a group that is none
 */
export async function readRequestForm(
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
  };
}

/** One a line; what stands before the first key is a detail without a name. */
function readDetails(text: string): ReadonlyMap<string, string> {
  const { before, values } = readFormKeys(text);
  return before ? new Map([['…', before], ...values]) : values;
}

/** Groups by their handles, which a form leaves as they are typed, and addresses; what is neither is refused later. */
function readOthers(text: string, { groupIdOf }: Pick<SlackPeople, 'groupIdOf'>): Promise<readonly string[]> {
  const typed = text.split(/[\s,]+/).filter(Boolean);
  return Promise.all(
    typed.map(async (one) => {
      if (!one.startsWith('@')) return one;
      const group = await groupIdOf(one.slice(1));
      if (group !== undefined && group !== 'cannot tell') return group;
      const problem = group === 'cannot tell' ? 'untoldGroup' : 'unknownGroup';
      throw new InvalidInput(
        problem,
        'An approver is no Slack user group, as far as Slack tells.',
        cut(one, MAX_ECHO),
      );
    }),
  );
}
