import type { GlobalShortcut, ViewResponseAction } from '@slack/bolt';
import type { Problem } from '../../approval/typed-input.ts';
import { wordingFor } from '../../wording/index.ts';
import { noticeModal } from '../blocks/modals.ts';
import { FIELD, requestModal } from '../blocks/request-modal.ts';
import { startRequest } from '../commands/start.ts';
import { personOf, type Submission } from '../payloads.ts';
import type { SlackPorts } from '../ports.ts';
import { attempt, openModal } from '../private-reply.ts';
import { readRequestForm } from '../request-form.ts';

/** Opens the form for a request. There is no channel to tell a failure in: it is logged. */
export async function openRequestModal(
  { trigger_id }: Pick<GlobalShortcut, 'trigger_id'>,
  ports: SlackPorts,
): Promise<void> {
  const view = requestModal(trigger_id, wordingFor(ports.locale));
  await attempt('modal_failed', ports, () => openModal(trigger_id, view, ports));
}

/** Where each problem is told; any other at the top. */
const FIELD_OF: Readonly<Record<Problem, string>> = {
  noName: FIELD.name,
  repeatedKey: FIELD.details,
  misplacedKey: FIELD.details,
  tooManyApprovers: FIELD.approvers,
  noApprovers: FIELD.others,
  unknownApprover: FIELD.others,
  unknownGroup: FIELD.others,
  untoldGroup: FIELD.others,
  neitherYesNorNo: FIELD.policy,
};

/** Starts what the form asks for, and says where its buttons are; a field that is wrong is told beside it. */
export async function submitRequest(
  { user, view }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction> {
  const read = () => readRequestForm(view.state.values, ports.people);
  const result = await startRequest(read, personOf(user), view.private_metadata, ports);
  if (result.started) {
    return { response_action: 'update', view: noticeModal(result.text, wordingFor(ports.locale)) };
  }
  const field = result.problem ? FIELD_OF[result.problem] : FIELD.name;
  return { response_action: 'errors', errors: { [field]: result.reason } };
}
