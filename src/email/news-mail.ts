import type { ApprovalRequest } from '../approval/approval.ts';
import { wordingFor } from '../wording/index.ts';
import { fact, framed, paragraph, renderHtml } from './html-page.ts';
import { plainName, quote } from './quote.ts';
import { requestSubject } from './request-mail.ts';
import { wrap } from './wrap.ts';

/**
 * The mail that tells the requester news of a request, as HTML and as plain text. It has no links.
 *
 * @param sentence in the language of the request
 */
export function newsMail(request: ApprovalRequest, sentence: string) {
  const { title, requester, locale } = request;
  const { mail } = wordingFor(locale);
  const subject = `Re: ${requestSubject(request)}`;
  return {
    subject,
    text: [mail.hello, wrap(sentence, { first: '', next: '' }), quote(title)].join('\n\n'),
    html: renderHtml({
      locale,
      preview: sentence,
      tone: 'bad',
      heading: mail.hello,
      content: [
        paragraph(sentence, 'ink'),
        framed(mail.wrote(plainName(requester.name)), [fact('', [title])]),
      ],
    }),
  };
}
