import type { ViewResponseAction } from '@slack/bolt';
import { wordingFor } from '../../approval/wording/index.ts';
import { failure } from '../../wide-line.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { findToCancel } from '../commands/cancel.ts';
import { unsureText } from '../deadline/late-text.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { personOf } from '../person.ts';
import type { SlackPorts } from '../ports.ts';
import type { Submission } from '../submission.ts';
import { SLACK } from '../surface-name.ts';

/** Stops the execution. What it takes along is told by announce-decision, which EventBridge calls. Never throws. */
export async function submitCancel(
  { user, view }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction> {
  const wording = wordingFor(ports.locale);
  const tell = (text: string): ViewResponseAction => ({
    response_action: 'update',
    view: noticeModal(text, wording),
  });
  let isSent = false;
  try {
    const { approval, objection } = await findToCancel(view.private_metadata, user.id, ports);
    if (!approval) return tell(objection);
    const { request, execution } = approval;
    const cause = wordingFor(request.locale).cancelledBy(personOf(user).name, SLACK);
    isSent = true;
    await ports.stopExecution(execution, cause);
    ports.note({ outcome: 'cancelled' });
    return tell(escapeMrkdwn(wording.slack.cancelled(request.title)));
  } catch (error) {
    ports.note(failure(error));
    return tell(isSent ? unsureText(wording) : wording.slack.failed);
  }
}
