import type { ViewStateValue } from '@slack/bolt';
import { FIELD, readRequestForm } from '../approval/request-form.ts';
import type { SlackPeople } from './people.ts';
import { readTypedApprovers } from './typed-approvers.ts';

/** The input of a modal, by block id and action id (Slack's `view.state.values`). */
type Values = Readonly<Record<string, Readonly<Record<string, ViewStateValue>>>>;

/**
 * Reads a submitted request modal.
 *
 * @returns the input of a state machine, without the requester; parseRequest validates it
 * @throws {RequestProblem} as readRequestForm, and for an unknown user group
 */
export async function readRequestModal(
  values: Values,
  people: Pick<SlackPeople, 'groupIdOf'>,
): Promise<Readonly<Record<string, unknown>>> {
  const field = (id: string) => values[id]?.[id];
  const users = field(FIELD.approvers)?.selected_users ?? [];
  const others = await readTypedApprovers(field(FIELD.others)?.value ?? '', people, 'unknownGroup');
  const channel = field(FIELD.channel)?.selected_conversation;
  const form = readRequestForm({
    name: field(FIELD.name)?.value ?? '',
    details: field(FIELD.details)?.value ?? '',
    approvers: [...users, ...others],
    approvals: field(FIELD.approvals)?.selected_option?.value,
    policy: (field(FIELD.policy)?.selected_options ?? []).map(({ value }) => value),
  });
  return { ...form, ...(channel && { channel }) };
}
