import type { Approval, ApprovalRequest } from '../approval/approval.ts';
import { piecesOf, plainPiece } from '../approval/rich-text.ts';
import type { Button } from '../approval/surface.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { answerLabel } from './answers.ts';
import { buttonRow, fact, framed, LINE_BREAK, link, paragraph, renderHtml } from './html-page.ts';
import { plainName } from './quote.ts';
import { type LinksOfMail, openingOf, sentencesOf } from './request-mail.ts';

/**
 * The mail of a request that waits, in HTML: the same facts as `requestMail`, in the same order. The words of the requester
 * come last, in a frame; above the buttons stands only what no mail program makes a link of.
 *
 * @param buttons empty if no person can decide by mail
 */
export function requestHtml(approval: Approval, buttons: readonly Button[], mail: LinksOfMail): string {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const requester = plainName(request.requester.name);
  const title = plainName(request.title);
  const opening = openingOf(approval, mail);
  const links = buttons.map((button) => ({ ...button, label: answerLabel(button, wording) }));
  return renderHtml({
    locale: request.locale,
    preview: opening,
    tone: 'question',
    heading: title ?? opening,
    content: [
      paragraph(title === undefined ? '' : opening, 'ink'),
      buttonRow(links),
      ...sentencesOf(approval, buttons, mail).map((sentence) => paragraph(sentence)),
      framed(wording.mail.wrote(requester), factsOf(request, wording)),
    ],
  });
}

function factsOf({ title, details, requester }: ApprovalRequest, wording: Wording) {
  const notAbove = [
    ...(plainName(title) === undefined ? [title] : []),
    ...(plainName(requester.name) === undefined ? [wording.askedBy(requester.name)] : []),
  ];
  return [
    ...notAbove.map((text) => fact('', richHtml(text))),
    ...details.map(({ label, value }) => fact(label, richHtml(value))),
  ];
}

/** A text with links to its web addresses, and its line breaks. */
function richHtml(text: string) {
  return piecesOf(text).flatMap((piece) =>
    piece.kind === 'url' ? [link(piece.text)] : linesOf(plainPiece(piece)),
  );
}

function linesOf(text: string) {
  return text.split(/\r\n?|\n/).flatMap((line, index) => (index === 0 ? [line] : [LINE_BREAK, line]));
}
