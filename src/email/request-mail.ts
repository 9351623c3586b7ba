import type { Ask } from '../approval/surface.ts';
import { actionLabel, type Wording, wordingFor } from '../approval/wording/index.ts';
import { mailSubject } from './subject.ts';

/**
 * The mail that asks: what, by whom, one link for each action, and what a link does.
 *
 * @param urls by action name; none where nobody may decide by mail
 * @param recipient whose name the links decide in
 */
export function requestMail(
  { request, expiresAt }: Pick<Ask, 'request' | 'expiresAt'>,
  urls: Readonly<Record<string, string>>,
  { oneClick, recipient }: { oneClick: boolean; recipient?: string },
) {
  const wording = wordingFor(request.locale);
  const paragraphs = [
    wording.mail.hello,
    wording.mail.asked(request.title, request.requester),
    request.details.map(({ label, value }) => `${label}: ${indent(value)}`).join('\n'),
    ...Object.entries(urls).map(([name, url]) => `${actionLabel(name, wording)}:\n${url}`),
    Object.keys(urls).length === 0 ? whyNoLinks(request, wording) : whatLinksDo(oneClick, wording),
    recipient === undefined ? '' : wording.mail.recipient(recipient),
    expiresAt ? `${wording.expires(expiresAt)}.` : '',
  ];
  return {
    subject: mailSubject(wording.mail.requestSubject(request.title), request.locale),
    body: paragraphs.filter(Boolean).join('\n\n'),
  };
}

function whyNoLinks({ policy }: Ask['request'], { mail }: Wording): string {
  return policy.approvers ? mail.noLinks : mail.notRequester;
}

function whatLinksDo(oneClick: boolean, { mail }: Wording): string {
  return oneClick ? mail.linksDecide : mail.linksConfirm;
}

/** A value of several lines must not look like a part of the mail, such as a link of ours. */
function indent(value: string): string {
  return value.replace(/\r\n?|\n/g, '\n    ');
}
