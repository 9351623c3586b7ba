import type { ViewResponseAction } from '@slack/bolt';
import { failure } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import { noticeModal, type Submission } from '../blocks/modals.ts';
import { findToCancel } from '../commands/cancel.ts';
import { unsureText } from '../deadline/deadline.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { SLACK } from '../names.ts';
import { personOf } from '../people.ts';
import { withName } from '../person-names.ts';
import type { SlackPorts } from '../ports.ts';

/**
 * Stops the execution of a request. Then EventBridge invokes announce-decision, which updates the message. Never
 * throws.
 *
 * @returns a modal that tells the result
 */
export async function submitCancel(
  { user, team, view }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction> {
  const wording = wordingFor(ports.locale);
  const tell = (text: string): ViewResponseAction => ({
    response_action: 'update',
    view: noticeModal(text, wording),
  });
  let isSent = false;
  try {
    const [{ approval, objection }, { name }] = await Promise.all([
      findToCancel(view.private_metadata, user.id, ports),
      withName(personOf({ user, team }), ports),
    ]);
    if (!approval) return tell(objection);
    const { request, execution } = approval;
    const cause = wordingFor(request.locale).cancelledBy(name, SLACK);
    isSent = true;
    await ports.stopExecution(execution, cause);
    ports.note({ outcome: 'cancelled' });
    return tell(escapeMrkdwn(wording.slack.cancelled(request.title)));
  } catch (error) {
    ports.note(failure(error));
    return tell(isSent ? unsureText(wording, ports.command) : wording.slack.failed);
  }
}
