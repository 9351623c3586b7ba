import { isEmail } from '../approval/ids.ts';
import { isRestricted, mayDecide } from '../approval/policy.ts';
import type { ApprovalRequest } from '../approval/request.ts';
import type { Ask, Surface } from '../approval/surface.ts';
import { wordingFor } from '../approval/wording/index.ts';
import { Refusal } from '../callback/errors.ts';
import type { Context } from '../callback/payload.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { detailsForPage } from './page-details.ts';
import { requestMail } from './request-mail.ts';

/**
 * Sends a plain-text mail: to one subscriber by address, or to all. Gives the mail's id.
 */
export type SendMail = (mail: {
  subject: string;
  body: string;
  to?: string | undefined;
}) => Promise<string | undefined>;

/**
 * E-mail as a surface: one mail that asks, with a link for each action, and one that tells how it ended.
 * Where it matters who decides, each approver gets a mail of their own, and nobody else gets links: whoever has a link
 * can use it.
 *
 * @param oneClick the links decide when they are opened, as in sfn-callback-urls: a mail scanner can then decide
 */
export function createEmailSurface(sendMail: SendMail, { oneClick }: { oneClick: boolean }): Surface {
  const askAll = async ({ mint, ...ask }: Ask) => {
    const urls = isRestricted(ask.request.policy) ? {} : await mint(pageContext(ask.request));
    return { message_id: await sendMail(requestMail(ask, urls, { oneClick })) };
  };
  const askOne = async ({ mint, ...ask }: Ask, recipient: string) => {
    const urls = await mint({ ...pageContext(ask.request), recipient });
    return sendMail({ ...requestMail(ask, urls, { oneClick, recipient }), to: recipient });
  };

  return {
    name: 'email',
    confirm: !oneClick,
    async ask(ask) {
      const recipients = await recipientsOf(ask.request);
      if (recipients.length === 0) return askAll(ask);
      return { message_ids: await Promise.all(recipients.map((recipient) => askOne(ask, recipient))) };
    },
    async undecidable(request) {
      if (!isRestricted(request.policy) || (await recipientsOf(request)).length > 0) return undefined;
      return wordingFor(request.locale).mail.undecidable;
    },
    explain(error, { locale }) {
      const isTooLong = error instanceof Refusal && error.code === 'UrlTooLong';
      return isTooLong ? wordingFor(locale).mail.tooLong : undefined;
    },
    async announce(announcement) {
      await sendMail(confirmationMail(announcement));
    },
  };
}

/** Who is named by address, and may decide by a link of their own: the rule is that of whoever takes the link. */
async function recipientsOf({ policy }: ApprovalRequest): Promise<string[]> {
  const recipients: string[] = [];
  for (const email of (policy.approvers ?? []).filter(isEmail)) {
    if (await mayDecide(policy, { email })) recipients.push(email);
  }
  return recipients;
}

function pageContext(request: ApprovalRequest): Context {
  return {
    title: request.title,
    details: detailsForPage(request),
    requester: request.requester,
    locale: request.locale,
  };
}
