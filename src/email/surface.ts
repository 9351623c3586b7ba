import { type Approval, type ApprovalRequest, resolutionOf } from '../approval/approval.ts';
import { throwOrLog } from '../approval/failed-messages.ts';
import { isRestricted } from '../approval/policy.ts';
import type { ListSubscriptions, SendMail } from '../approval/ports.ts';
import type { Audience, Notice, ShowResult, Surface } from '../approval/surface.ts';
import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { emailFacts } from './later.ts';
import { detailsForPage } from './page-details.ts';
import { linkTooLong, type MailPlan, type PlannedLinks, planMails } from './plan-mails.ts';
import { buttonsOf, recipientsOf } from './recipients.ts';
import { requestMail } from './request-mail.ts';

/**
 * E-mail as a surface. Sends a mail with a link for each action, and later a mail that tells how the request ended. A
 * link does not check who uses it. So if only certain people may decide, each approver gets a separate mail, and it has
 * links only if no other person gets it.
 *
 * @param listSubscriptions tells who gets which mails
 * @param longLinks a mail also has links that mail servers may break
 * @param oneClick the links decide when they are opened, as in sfn-callback-urls; a mail scanner can then decide
 */
export function createEmailSurface(
  sendMail: SendMail,
  listSubscriptions: ListSubscriptions,
  { oneClick, longLinks = false, log }: { oneClick: boolean; longLinks?: boolean; log: Log },
): Surface {
  async function ask(approval: Approval, plan: MailPlan, notice?: Notice['kind']): Promise<ShowResult> {
    const send = ({ links, withheld }: PlannedLinks, recipient?: string) =>
      sendMail({
        ...requestMail(approval, links, { oneClick, recipient, withheld, notice }),
        ...(recipient !== undefined && { to: recipient }),
      });
    if ('forAll' in plan) return { reference: { message_id: await send(plan.forAll) } };
    const mails = plan.personal.map((mail) => ({
      recipient: mail.recipient,
      sent: send(mail, mail.recipient),
    }));
    const { reference, notAsked = [] } = await resultOf(mails, log);
    // They can decide elsewhere. If no other surface reaches them, the requester is told.
    const reason = wordingFor(approval.request.locale).mail.tooLong;
    const askedElsewhere = plan.personal.filter(({ withheld }) => withheld === 'tooLong');
    return {
      reference,
      notAsked: [
        ...notAsked,
        ...askedElsewhere.map(({ recipient }) => ({ approver: recipient, error: linkTooLong(), reason })),
      ],
    };
  }

  return {
    ...emailFacts(oneClick),
    async reach(request) {
      const page = pageOf(request);
      const { withLinks, withoutLinks, wrong, obstacle, ...others } = await recipientsOf(
        request,
        listSubscriptions,
      );
      if (withoutLinks.length > 0) log({ level: 'error', event: 'links_withheld', subscriptions: wrong });
      if (!isRestricted(request.policy)) return { audiences: [page] };
      const audiences = withLinks.map((recipient) => ({ ...page, recipient }));
      return { audiences, ...others, ...(audiences.length === 0 && { obstacle }) };
    },
    async show(approval, buttons = []) {
      const resolution = resolutionOf(approval);
      if (resolution) {
        return { reference: { message_id: await sendMail(confirmationMail(approval, resolution)) } };
      }
      const { withoutLinks } = await recipientsOf(approval.request, listSubscriptions);
      return ask(approval, planMails(approval, buttons, { withoutLinks, longLinks }));
    },
    async notify(notice, approval, buttons, ref) {
      const links = buttonsOf(notice, buttons);
      if (links.length === 0) return undefined;
      const plan = planMails(approval, links, { withoutLinks: [], longLinks });
      const { notAsked = [] } = await ask(approval, plan, notice.kind);
      return { reference: ref, notAsked };
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
 * @throws if no mail was sent: the error of a mail that may have been sent after all, otherwise of one that may be sent later. The
 *   errors of the others are logged, unless all mails may be sent later
 */
export async function resultOf(
  mails: readonly { readonly recipient: string; readonly sent: ReturnType<SendMail> }[],
  log: Log,
): Promise<ShowResult> {
  const results = await Promise.allSettled(mails.map(({ sent }) => sent));
  const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const notAsked = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ approver: mails[index]?.recipient ?? '', error: result.reason }] : [],
  );
  const failures = notAsked.map(({ error }) => ({ ...ASK_FAILED, error }));
  throwOrLog(failures, { isOneSent: ids.length > 0, log });
  return { reference: { message_ids: ids }, notAsked };
}

const ASK_FAILED = { level: 'error', event: 'ask_failed', surface: 'email' } as const;

/** The content of the page behind a link. */
export function pageOf(request: ApprovalRequest): Audience {
  return {
    title: request.title,
    details: detailsForPage(request),
    requester: request.requester.name,
  };
}
