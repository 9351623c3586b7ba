import type { ViewResponseAction } from '@slack/bolt';
import { titlesOf } from '../../approval/find-to-cancel.ts';
import { notPermitted } from '../../approval/served.ts';
import { Refusal } from '../../callback/errors.ts';
import { failure } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import { personText } from '../../wording/person.ts';
import { noticeModal, readCancelMetadata, type Submission } from '../blocks/modals.ts';
import { findToCancel } from '../commands/cancel.ts';
import { unsureText } from '../deadline/deadline.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { SLACK } from '../names.ts';
import { personOf } from '../people.ts';
import { withName } from '../person-names.ts';
import type { SlackPorts } from '../ports.ts';
import { failedText } from '../slack-error.ts';

/**
 * Stops the execution of the requests. Then EventBridge starts ApprovalOutcome, which updates the message.
 * Never throws.
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
  let stopping: string | undefined;
  try {
    const { execution, channel } = readCancelMetadata(view.private_metadata);
    const [{ waiting, objection }, person] = await Promise.all([
      findToCancel(execution, { userId: user.id, channel }, ports),
      withName(personOf({ user, team }), ports),
    ]);
    if (!waiting) return tell(escapeMrkdwn(objection));
    const cause = wordingFor(waiting[0].request.locale).cancelledBy(personText(person) ?? '', SLACK);
    stopping = execution;
    await ports.stopExecution(execution, cause);
    ports.note({ outcome: 'cancelled' });
    return tell(escapeMrkdwn(wording.chat.cancelled(titlesOf(waiting))));
  } catch (error) {
    ports.note(failure(error));
    if (!stopping) return tell(escapeMrkdwn(failedText(error, wording)));
    if (!(error instanceof Refusal)) return tell(unsureText(wording, ports.command));
    const { message } =
      error.code === 'NotPermitted' ? notPermitted(stopping, ports.locale, error, 'stop') : error;
    return tell(escapeMrkdwn(wording.chat.refused(message)));
  }
}
