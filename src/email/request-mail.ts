import { type Approval, type ApprovalRequest, lastRound, waitsUntil } from '../approval/approval.ts';
import type { Button, Notice } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { answerName, answersWithInputs } from './answers.ts';
import { mailSubject } from './mail-subject.ts';
import { noticeSentence, noticeSubject } from './notice-text.ts';
import { plainName, quoteRequest } from './quote.ts';
import { votesSoFar } from './vote-sentences.ts';
import { wrap } from './wrap.ts';

/** Why a mail has no links, although its reader may decide. */
export type LinksWithheld = 'shared' | 'tooLong';

/** What the links of a mail do, and for whom. */
export interface LinksOfMail {
  readonly oneClick: boolean;
  /** The address of the person in whose name the links decide. */
  readonly recipient?: string | undefined;
  readonly withheld?: LinksWithheld | undefined;
  /** Missing for the first mail of a request. */
  readonly notice?: Notice['kind'] | undefined;
}

/**
 * The mail of a request that waits. It tells who asks, and has a link for each action. Then follows the text of the
 * requester, marked: it cannot be taken for ours.
 *
 * @param buttons empty if no person can decide by mail
 */
export function requestMail(approval: Approval, buttons: readonly Button[], mail: LinksOfMail) {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const requester = plainName(request.requester.name);
  const paragraphs = [
    wording.mail.hello,
    wrap(openingOf(approval, mail)),
    ...buttons.map((one) => `${wrap(answerName(one, wording) + wording.colon.trimEnd())}\n${one.url}`),
    ...sentencesOf(approval, buttons, mail).map((sentence) => wrap(sentence)),
    wrap(wording.mail.wrote(requester)),
    quoteRequest(request, wording),
  ];
  const subject = mail.notice ? noticeSubject(mail.notice, approval) : requestSubject(request);
  return { subject, body: paragraphs.join('\n\n') };
}

/** The first sentence: why the mail comes. */
export function openingOf(approval: Approval, { notice }: Pick<LinksOfMail, 'notice'>): string {
  const { requester, locale } = approval.request;
  return notice
    ? noticeSentence(notice, approval)
    : wordingFor(locale).mail.waiting(plainName(requester.name));
}

export function requestSubject({ title, locale }: ApprovalRequest): string {
  return mailSubject(wordingFor(locale).mail.requestSubject(title));
}

/** What a mail says about its links, in sentences. */
export function sentencesOf(
  approval: Approval,
  buttons: readonly Button[],
  { oneClick, recipient, withheld, notice }: LinksOfMail,
): readonly string[] {
  const { policy, locale } = approval.request;
  const wording = wordingFor(locale);
  const until = waitsUntil(approval);
  const asking = answersWithInputs(buttons, wording);
  const sentences = [
    ...votesSoFar(approval, recipient, wording),
    buttons.length === 0
      ? whyNoLinks(approval, withheld, wording)
      : whatLinksDo(buttons, oneClick, policy, wording),
    asking.length > 0 ? wording.mail.asksFirst(asking) : '',
    recipient !== undefined && buttons.length > 0 ? wording.mail.recipient(recipient) : '',
    // The last reminder begins with it.
    until && notice !== 'last' ? `${wording.expires(until)}${wording.stop}` : '',
  ];
  return sentences.filter(Boolean);
}

/** The surfaces where the approvers were asked before this mail. */
export function otherSurfaces(approval: Approval): readonly string[] {
  return Object.keys(lastRound(approval).shown).filter((surface) => surface !== 'email');
}

function whyNoLinks(
  approval: Approval,
  withheld: LinksWithheld | undefined,
  { mail, votes }: Wording,
): string {
  const { approvers, self_approval } = approval.request.policy;
  const surfaces = otherSurfaces(approval);
  if (withheld) return mail.withheld[withheld](surfaces);
  if (approvers) return mail.noLinks(surfaces);
  return self_approval === false ? mail.notRequester(surfaces) : votes.voteOn(surfaces);
}

/** If a comment, a typed text or an input is required, a link shows the page in any case: only the page has a field for it. */
function whatLinksDo(
  buttons: readonly Button[],
  oneClick: boolean,
  { comment, typed }: Policy,
  { mail }: Wording,
): string {
  const needPage = comment === 'required' || typed !== undefined || buttons.every(({ asks }) => asks);
  return oneClick && !needPage ? mail.linksDecide : mail.linksConfirm;
}
