import type { ViewResponseAction } from '@slack/bolt';
import type { Problem } from '../../approval/invalid-input.ts';
import { wordingFor } from '../../approval/wording/index.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { FIELD } from '../blocks/request-modal.ts';
import { startRequest } from '../commands/start.ts';
import { personOf } from '../person.ts';
import type { SlackPorts } from '../ports.ts';
import { readRequestForm } from '../request-form.ts';
import type { Submission } from '../submission.ts';

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
