import type { Approval, Resolution } from '../approval/approval.ts';
import { givenInputs } from '../approval/given-inputs.ts';
import { wordingFor } from '../wording/index.ts';
import { howItEnded } from './confirmation-mail.ts';
import { fact, framed, type HtmlPage, paragraph, renderHtml } from './html-page.ts';
import { plainName } from './quote.ts';
import { votesAtEnd } from './vote-sentences.ts';

const TONES: Readonly<Record<Resolution['status'], HtmlPage['tone']>> = {
  approved: 'good',
  rejected: 'bad',
  answered: 'good',
  failed: 'bad',
  expired: 'neutral',
  cancelled: 'neutral',
};

/**
 * The mail that tells how a request ended, in HTML: the same facts as `confirmationMail`. A title of which a mail program makes a
 * link stands in a frame, as in `requestHtml`.
 */
export function outcomeHtml(approval: Approval, resolution: Resolution): string {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const { sentence, ending } = howItEnded(resolution, wording);
  const title = plainName(request.title);
  return renderHtml({
    locale: request.locale,
    preview: ending,
    tone: TONES[resolution.status],
    heading: title ?? wording.resolved({ status: resolution.status }),
    content: [
      paragraph(ending, 'ink'),
      ...givenInputs(resolution.vote, approval, wording).map(({ label, value }) => fact(label, [value])),
      ...votesAtEnd(approval, wording).map((line) => paragraph(line)),
      paragraph(sentence),
      ...(title === undefined
        ? [framed(wording.mail.wrote(plainName(request.requester.name)), [fact('', [request.title])])]
        : []),
    ],
  });
}
