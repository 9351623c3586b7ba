import { type Approval, lastRound, waitsUntil } from '../approval/approval.ts';
import type { Button } from '../approval/surface.ts';
import { actionLabel, type Wording, wordingFor } from '../wording/index.ts';
import { mailSubject } from './mail-subject.ts';

/**
 * The mail that asks: what, by whom, one link for each action, and what a link does.
 *
 * @param buttons none where no person can decide by mail
 * @param recipient whose name the links decide in
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
    request.details.map(({ label, value }) => `${label}: ${indent(value)}`).join('\n'),
    ...buttons.map(({ action, url }) => `${actionLabel(action, wording)}:\n${url}`),
    buttons.length === 0 ? whyNoLinks(approval, wording) : whatLinksDo(oneClick, wording),
    recipient === undefined ? '' : wording.mail.recipient(recipient),
    until ? `${wording.expires(until)}.` : '',
  ];
  return {
    subject: mailSubject(wording.mail.requestSubject(request.title), request.locale),
    body: paragraphs.filter(Boolean).join('\n\n'),
  };
}

/** Says where people were asked before this mail. */
function whyNoLinks(approval: Approval, { mail }: Wording): string {
  const surfaces = Object.keys(lastRound(approval).shown);
  return approval.request.policy.approvers ? mail.noLinks(surfaces) : mail.notRequester(surfaces);
}

function whatLinksDo(oneClick: boolean, { mail }: Wording): string {
  return oneClick ? mail.linksDecide : mail.linksConfirm;
}

/** A value of several lines must not look like a part of the mail, such as a link of ours. */
function indent(value: string): string {
  return value.replace(/\r\n?|\n/g, '\n    ');
}
