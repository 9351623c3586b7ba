import type { ModalView } from '@slack/types';
import type { Approval } from '../../approval/approval.ts';
import { executionName } from '../../approval/execution.ts';
import type { Wording } from '../../approval/wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';

export const CANCEL_MODAL = 'cancel';

/** Asks whether to cancel a request. `private_metadata` is the execution's name: what it may do is checked again. */
export function cancelModal({ request, execution }: Approval, { slack }: Wording): ModalView {
  const { title, submit, close, text } = slack.cancelModal;
  return {
    type: 'modal',
    callback_id: CANCEL_MODAL,
    private_metadata: executionName(execution),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: close },
    blocks: [{ type: 'section', text: mrkdwnText(escapeMrkdwn(text(request.title))) }],
  };
}
