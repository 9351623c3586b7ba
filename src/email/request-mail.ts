import { type Approval, lastRound, waitsUntil } from '../approval/approval.ts';
import type { Button } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import { actionLabel, type Wording, wordingFor } from '../wording/index.ts';
import { mailSubject } from './mail-subject.ts';
import { mailText } from './mail-text.ts';

/**
 * The mail of a request that waits. It tells what the request is and who made it, and has a link for each action.
 *
 * @param buttons empty if no person can decide by mail
 * @param recipient the address of the person in whose name the links decide
 */
export function requestMail(
  approval: Approval,
  buttons: readonly Button[],
  { oneClick, recipient }: { oneClick: boolean; recipient?: string | undefined },
) {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const until = waitsUntil(approval);
  const paragraphs = [
    wording.mail.hello,
    wording.mail.asked(request.title, request.requester.name),
    request.details
      .map(({ label, value }) => `${label}${wording.colon}${indent(mailText(value))}`)
      .join('\n'),
    ...buttons.map(({ action, url }) => `${actionLabel(action, wording)}${wording.colon.trimEnd()}\n${url}`),
    buttons.length === 0 ? whyNoLinks(approval, wording) : whatLinksDo(oneClick, request.policy, wording),
    recipient === undefined ? '' : wording.mail.recipient(recipient),
    until ? `${wording.expires(until)}${wording.stop}` : '',
  ];
  return {
    subject: mailSubject(wording.mail.requestSubject(request.title)),
    body: paragraphs.filter(Boolean).join('\n\n'),
  };
}

/** Names the surfaces where the approvers were asked before this mail. */
function whyNoLinks(approval: Approval, { mail }: Wording): string {
  const surfaces = Object.keys(lastRound(approval).shown);
  return approval.request.policy.approvers ? mail.noLinks(surfaces) : mail.notRequester(surfaces);
}

/** If a comment is required, a link shows the page in any case: only the page has a field for it. */
function whatLinksDo(oneClick: boolean, { comment }: Policy, { mail }: Wording): string {
  return oneClick && comment !== 'required' ? mail.linksDecide : mail.linksConfirm;
}

/** Indents the further lines of a value, so that they cannot look like a part of the mail, such as a link. */
function indent(value: string): string {
  return value.replace(/\r\n?|\n/g, '\n    ');
}
