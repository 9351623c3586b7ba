import type { Surface } from '../approval/surface.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { detailsForPage } from './page-details.ts';
import { requestMail } from './request-mail.ts';

/** Sends a plain-text mail to the people who approve. Gives the mail's id. */
export type SendMail = (mail: { subject: string; body: string }) => Promise<string | undefined>;

/**
 * E-mail as a surface: one mail that asks, with a link for each action, and one that tells how it ended.
 *
 * @param oneClick the links decide when they are opened, as in sfn-callback-urls: a mail scanner can then decide
 */
export function createEmailSurface(sendMail: SendMail, { oneClick }: { oneClick: boolean }): Surface {
  return {
    name: 'email',
    confirm: !oneClick,
    pageContext: (request) => ({
      title: request.title,
      details: detailsForPage(request),
      requester: request.requester,
      locale: request.locale,
    }),
    async ask(ask) {
      return { message_id: await sendMail(requestMail(ask, { oneClick })) };
    },
    async announce(announcement) {
      await sendMail(confirmationMail(announcement));
    },
  };
}
