import type { ViewStateValue } from '@slack/bolt';
import { readFormKeyValues } from '../approval/key-values.ts';
import { MAX_DETAILS, MAX_LABEL, MAX_VALUE } from '../approval/limits.ts';
import { cut, oneLine } from '../approval/text.ts';
import { InvalidInput } from '../approval/typed-input.ts';
import { FIELD, POLICY } from './blocks/request-modal.ts';
import type { SlackPeople } from './people.ts';
import { readTypedApprovers } from './typed-approvers.ts';

/** How many characters of a long label the error repeats. */
const MAX_ECHO = 30;

/** The input of a modal, by block id and action id (Slack's `view.state.values`). */
type Values = Readonly<Record<string, Readonly<Record<string, ViewStateValue>>>>;

/**
 * Reads a submitted request modal.
 *
 * @returns the input of a state machine, without the requester; parseRequest validates it
 * @throws {InvalidInput} for details with a key that is repeated or belongs to the policy, for details that are too many
 *   or too long, and for an unknown user group
 */
export async function readRequestModal(
  values: Values,
  people: Pick<SlackPeople, 'groupIdOf'>,
): Promise<Readonly<Record<string, unknown>>> {
  const field = (id: string) => values[id]?.[id];
  const details = readDetails(field(FIELD.details)?.value ?? '');
  const users = field(FIELD.approvers)?.selected_users ?? [];
  const channel = field(FIELD.channel)?.selected_conversation;
  const others = await readTypedApprovers(field(FIELD.others)?.value ?? '', people, 'unknownGroup');
  const chosen = (field(FIELD.policy)?.selected_options ?? []).map(({ value }) => value);
  return {
    name: field(FIELD.name)?.value?.trim() ?? '',
    ...(details.size > 0 && { details: Object.fromEntries(details) }),
    ...(users.length + others.length > 0 && { approvers: [...users, ...others] }),
    ...(channel && { channel }),
    ...(chosen.includes(POLICY.notSelf) && { self_approval: false }),
    ...(chosen.includes(POLICY.confirm) && { confirm: true }),
    ...(chosen.includes(POLICY.comment) && { comment: 'required' }),
  };
}

/** One detail for each key. The text before the first key becomes a detail with the label `…`. */
function readDetails(text: string): ReadonlyMap<string, string> {
  const { before, values } = readFormKeyValues(text);
  const details = before ? new Map([['…', before], ...values]) : values;
  assertShown(details);
  return details;
}

/** Refuses what a message would not show as a whole: the person who typed it can still shorten it. */
function assertShown(details: ReadonlyMap<string, string>): void {
  if (details.size > MAX_DETAILS) {
    throw new InvalidInput('tooManyDetails', 'There are too many details.', String(details.size));
  }
  for (const [label, value] of details) {
    if (label.length <= MAX_LABEL && value.length <= MAX_VALUE) continue;
    throw new InvalidInput('longDetail', 'A detail is too long.', cut(oneLine(label), MAX_ECHO));
  }
}
