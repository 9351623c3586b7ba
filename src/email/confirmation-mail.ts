import type { Approval, Resolution } from '../approval/approval.ts';
import { givenInputs } from '../approval/given-inputs.ts';
import { oneLine } from '../approval/text.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { mailSubject } from './mail-subject.ts';
import { quote } from './quote.ts';
import { votesAtEnd } from './vote-sentences.ts';
import { wrap } from './wrap.ts';

/** The mail that tells how a request ended and who decided, with the sentences of the AWS blog post. */
export function confirmationMail(approval: Approval, resolution: Resolution) {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const { sentence, ending } = howItEnded(resolution, wording);
  const given = givenInputs(resolution.vote, approval, wording).map(
    ({ label, value }) => `${label}${wording.colon}${value}`,
  );
  const paragraphs = [
    wording.mail.hello,
    wrap(sentence, { first: '', next: '    ' }),
    [request.title, ending, ...given, ...votesAtEnd(approval, wording)].map(quote).join('\n'),
  ];
  return {
    subject: mailSubject(wording.mail.resolvedSubject(request.title, resolution.status)),
    body: paragraphs.join('\n\n'),
  };
}

/** How a request ended, and who decided, in words. */
export function howItEnded(resolution: Resolution, wording: Wording) {
  return {
    sentence: verdict(resolution, wording),
    ending: wording.resolved({ ...resolution, cause: cancellationCause(resolution) }),
  };
}

/** The cause of a cancellation. For each other status, the sentence of the mail contains the cause already. */
function cancellationCause({ status, cause = '' }: Resolution): string {
  return status === 'cancelled' ? oneLine(cause) : '';
}

function verdict({ status, cause = '' }: Resolution, { mail }: Wording): string {
  switch (status) {
    case 'approved':
    case 'answered':
      return mail.complete;
    case 'rejected':
      return mail.rejected(oneLine(cause));
    case 'expired':
      return mail.expired;
    case 'cancelled':
      return mail.cancelled;
    case 'failed':
      return mail.failed(oneLine(cause));
  }
}
