import type { GlobalShortcut, ViewResponseAction } from '@slack/bolt';
import { FIELD, FIELD_OF } from '../../approval/request-form.ts';
import { wordingFor } from '../../wording/index.ts';
import { noticeModal, type Submission } from '../blocks/modals.ts';
import { requestModal } from '../blocks/request-modal.ts';
import { startRequest } from '../commands/start.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { personOf } from '../people.ts';
import type { SlackPorts } from '../ports.ts';
import { attempt, openModal } from '../private-reply.ts';
import { readRequestModal } from '../read-request-modal.ts';

/** Opens the request modal for the shortcut. An error is only logged: a shortcut has no channel for a reply. */
export async function openRequestModal(
  { trigger_id }: Pick<GlobalShortcut, 'trigger_id'>,
  ports: SlackPorts,
): Promise<void> {
  const view = requestModal(trigger_id, wordingFor(ports.locale));
  await attempt('modal_failed', ports, () => openModal(trigger_id, view, ports));
}

/**
 * Starts the request of a submitted modal.
 *
 * @returns a modal that tells where the request will appear, or that this is unknown; or an error beside a field
 */
export async function submitRequest(
  { user, team, view }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction> {
  const { values } = view.state;
  const typed = { text: JSON.stringify(values), read: () => readRequestModal(values, ports.people) };
  const result = await startRequest(typed, personOf({ user, team }), view.private_metadata, ports);
  const notice = (text: string): ViewResponseAction => ({
    response_action: 'update',
    view: noticeModal(text, wordingFor(ports.locale)),
  });
  if (result.started) return notice(result.text);
  // The form would invite the person to send the same request again.
  if (result.why === 'unsure') return notice(escapeMrkdwn(result.reason));
  const field = result.problem ? FIELD_OF[result.problem] : FIELD.name;
  return { response_action: 'errors', errors: { [field]: result.reason } };
}
