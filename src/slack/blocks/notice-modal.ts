import type { ModalView } from '@slack/types';
import type { Wording } from '../../approval/wording/index.ts';
import { mrkdwnText } from '../mrkdwn.ts';

/** Tells somebody something where there is no channel to tell it in. `text` is mrkdwn. */
export function noticeModal(text: string, { slack }: Wording): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: slack.notice.title },
    close: { type: 'plain_text', text: slack.notice.close },
    blocks: [{ type: 'section', text: mrkdwnText(text) }],
  };
}
