import { type Approval, type ApprovalRequest, resolutionOf } from '../approval/approval.ts';
import { BY_ADDRESS, isEmail } from '../approval/people.ts';
import { isRestricted, mayDecide } from '../approval/policy.ts';
import type { ListSubscribers, SendMail } from '../approval/ports.ts';
import { UncertainError } from '../approval/repeatable.ts';
import type { Audience, Button, ShowResult, Surface } from '../approval/surface.ts';
import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { detailsForPage } from './page-details.ts';
import { requestMail } from './request-mail.ts';

/**
 * E-mail as a surface. Sends a mail with a link for each action, and later a mail that tells how the request ended. A
 * link does not check who uses it. So if only certain people may decide, each approver gets a separate mail, and no
 * other person gets links.
 *
 * @param listSubscribers tells which approvers get mails
 * @param oneClick the links decide when they are opened, as in sfn-callback-urls; a mail scanner can then decide
 */
export function createEmailSurface(
  sendMail: SendMail,
  listSubscribers: ListSubscribers,
  { oneClick, log }: { oneClick: boolean; log: Log },
): Surface {
  const askOne = (approval: Approval, buttons: readonly Button[], recipient: string | undefined) =>
    sendMail({
      ...requestMail(approval, buttons, { oneClick, recipient }),
      ...(recipient && { to: recipient }),
    });

  return {
    name: 'email',
    confirm: !oneClick,
    asLinks: true,
    inPlace: false,
    async reach(request) {
      const page = pageOf(request);
      const { mail } = wordingFor(request.locale);
      const allowed = await recipientsOf(request);
      const unreachable = await unreachableByMail(request.policy, allowed, listSubscribers, mail);
      const reach = { unreachable, excluded: requesterIn(request.policy, allowed) };
      const recipients = allowed.filter((recipient) => !unreachable.has(recipient));
      if (recipients.length > 0) {
        return { audiences: recipients.map((recipient) => ({ ...page, recipient })), ...reach };
      }
      if (!isRestricted(request.policy)) return { audiences: [page] };
      const reasons = new Set(allowed.map((recipient) => unreachable.get(recipient)));
      return { audiences: [], obstacle: [...reasons].join(' ') || mail.undecidable, ...reach };
    },
    async show(approval, buttons = []) {
      const resolution = resolutionOf(approval);
      if (resolution) {
        return { reference: { message_id: await sendMail(confirmationMail(approval.request, resolution)) } };
      }
      const recipients = [...new Set(buttons.flatMap(({ recipient }) => recipient ?? []))];
      if (recipients.length === 0) {
        return { reference: { message_id: await askOne(approval, buttons, undefined) } };
      }
      const mails = recipients.map((recipient) => {
        const own = buttons.filter((button) => button.recipient === recipient);
        return { recipient, sent: askOne(approval, own, recipient) };
      });
      return resultOf(mails, log);
    },
    explain(error, { locale }) {
      const isTooLong = error instanceof Refusal && error.code === 'UrlTooLong';
      return isTooLong ? wordingFor(locale).mail.tooLong : undefined;
    },
  };
}

/**
 * The ids of the mails that were sent, and who did not get one. These are not sent again: the approvers who have one would
 * get a second.
 *
 * @throws if no mail was sent: the error of a mail that may have been sent after all, otherwise the first one
 */
async function resultOf(
  mails: readonly { readonly recipient: string; readonly sent: ReturnType<SendMail> }[],
  log: Log,
): Promise<ShowResult> {
  const results = await Promise.allSettled(mails.map(({ sent }) => sent));
  const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const notAsked = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ approver: mails[index]?.recipient ?? '', error: result.reason }] : [],
  );
  const errors = notAsked.map(({ error }) => error);
  if (ids.length === 0) throw errors.find((error) => error instanceof UncertainError) ?? errors[0];
  for (const error of errors) log({ level: 'error', event: 'ask_failed', surface: 'email', error });
  return { reference: { message_ids: ids }, notAsked };
}

/** The approvers who are given by address and may decide by a link. `respond` applies the same rule to the link. */
async function recipientsOf({ policy }: ApprovalRequest): Promise<string[]> {
  const recipients: string[] = [];
  for (const email of (policy.approvers ?? []).filter(isEmail)) {
    if (await mayDecide(policy, { email }, BY_ADDRESS)) recipients.push(email);
  }
  return recipients;
}

/** The approvers who surely are the requester, who must not decide. */
function requesterIn(
  { approvers = [], requester_email: requester }: Policy,
  allowed: readonly string[],
): ReadonlySet<string> {
  const others = approvers.filter((approver) => isEmail(approver) && !allowed.includes(approver));
  return new Set(requester === undefined ? [] : others);
}

/** The approvers who get no mail, and why. */
async function unreachableByMail(
  { approvers = [], requester_email: requester }: Policy,
  allowed: readonly string[],
  listSubscribers: ListSubscribers,
  { noAddress, notSubscribed, notConfirmed, excluded }: Wording['mail'],
): Promise<ReadonlyMap<string, string>> {
  const subscribers = allowed.length > 0 ? await listSubscribers() : 'cannot tell';
  const whyNot = (approver: string) => {
    if (!isEmail(approver)) return noAddress;
    if (!allowed.includes(approver)) return requester ? excluded.requester : excluded.maybeRequester;
    if (subscribers === 'cannot tell') return undefined;
    const subscriber = subscribers.get(approver.toLowerCase());
    if (subscriber === undefined) return notSubscribed;
    return subscriber === 'pending' ? notConfirmed : undefined;
  };
  return new Map(
    approvers.flatMap((approver): [string, string][] => {
      const why = whyNot(approver);
      return why === undefined ? [] : [[approver, why]];
    }),
  );
}

/** The content of the page behind a link. */
function pageOf(request: ApprovalRequest): Audience {
  return {
    title: request.title,
    details: detailsForPage(request),
    requester: request.requester.name,
  };
}
