import type { Approval, Resolution } from '../approval/approval.ts';
import { wordingFor } from '../wording/index.ts';
import { howItEnded } from './confirmation-mail.ts';
import { type HtmlPage, paragraph, renderHtml } from './html-page.ts';
import { votesAtEnd } from './vote-sentences.ts';

const TONES: Readonly<Record<Resolution['status'], HtmlPage['tone']>> = {
  approved: 'good',
  rejected: 'bad',
  failed: 'bad',
  expired: 'neutral',
  cancelled: 'neutral',
};

/** The mail that tells how a request ended, in HTML: the same facts as `confirmationMail`. */
export function outcomeHtml(approval: Approval, resolution: Resolution): string {
  const { title, locale } = approval.request;
  const wording = wordingFor(locale);
  const { sentence, ending } = howItEnded(resolution, wording);
  return renderHtml({
    locale,
    preview: ending,
    tone: TONES[resolution.status],
    heading: title,
    content: [
      paragraph(ending, 'ink'),
      ...votesAtEnd(approval, wording).map((line) => paragraph(line)),
      paragraph(sentence),
    ],
  });
}
