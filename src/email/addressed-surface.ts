import {
  type Approval,
  type ApprovalRequest,
  lastRound,
  type Resolution,
  resolutionOf,
} from '../approval/approval.ts';
import { isSameAddress } from '../approval/people.ts';
import { isRestricted, withApprovers } from '../approval/policy.ts';
import type { SendAddressedMail } from '../approval/ports.ts';
import { RepeatableError, UncertainError } from '../approval/repeatable.ts';
import type { Button, NotAsked, Notice, ShowResult, Surface } from '../approval/surface.ts';
import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { emailFacts } from './later.ts';
import { askedSoFar, buttonsOf, recipientsOf } from './recipients.ts';
import { type LinksOfMail, requestMail, requestSubject } from './request-mail.ts';
import { pageOf, resultOf } from './surface.ts';

export interface AddressedOptions {
  /** The addresses that get the requests that every person may decide, and all results. */
  readonly recipients: readonly string[];
  /** The links decide when they are opened, as in sfn-callback-urls; a mail scanner can then decide. */
  readonly oneClick: boolean;
  readonly log: Log;
}

/**
 * E-mail as a surface, with a mail service that sends to any address. Each recipient gets a separate mail, in HTML and as
 * plain text. The mail that tells how the request ended is an answer to it.
 */
export function createAddressedSurface(
  sendMail: SendAddressedMail,
  { recipients: everyone, oneClick, log }: AddressedOptions,
): Surface {
  const explain = (error: unknown, { locale }: ApprovalRequest) => {
    const { mail } = wordingFor(locale);
    if (error instanceof Refusal && error.code === 'UrlTooLong') return mail.tooLong;
    return error instanceof RepeatableError || error instanceof UncertainError ? undefined : mail.refused;
  };

  async function ask(
    approval: Approval,
    links: readonly Button[],
    to: string,
    how: Omit<LinksOfMail, 'oneClick'>,
  ) {
    const { requestHtml } = await import('./request-html.ts');
    const mail = { ...how, oneClick };
    const { subject, body: text } = requestMail(approval, links, mail);
    return sendMail({ to, subject, text, html: requestHtml(approval, links, mail), about: approval });
  }

  /** Sends a mail to each recipient of the buttons, or to each address of the deployment. */
  async function askEach(
    approval: Approval,
    buttons: readonly Button[],
    notice?: Notice['kind'],
  ): Promise<ShowResult> {
    const recipients = distinct(buttons.flatMap(({ recipient }) => recipient ?? []));
    if (recipients.length === 0) return sendEach(everyone, (to) => ask(approval, buttons, to, { notice }));
    const result = await sendEach(recipients, (to) => {
      const own = buttons.filter(({ recipient }) => recipient === to);
      return ask(approval, own, to, { recipient: to, notice });
    });
    return { ...result, notAsked: withReasons(result, (error) => explain(error, approval.request)) };
  }

  async function tellOutcome(approval: Approval, resolution: Resolution, to: string) {
    const { outcomeHtml } = await import('./outcome-html.ts');
    const { request } = approval;
    // The same subject, so that Gmail shows both mails in one thread.
    const subject = `Re: ${requestSubject(request)}`;
    const { body: text } = confirmationMail(approval, resolution);
    const html = outcomeHtml(approval, resolution);
    return sendMail({ to, subject, text, html, about: approval });
  }

  async function sendEach(addresses: readonly string[], send: (address: string) => Promise<string>) {
    if (addresses.length === 0) return { reference: { message_ids: [] } };
    return resultOf(
      addresses.map((recipient) => ({ recipient, sent: send(recipient) })),
      log,
    );
  }

  return {
    ...emailFacts(oneClick),
    async reach(request) {
      const page = pageOf(request);
      const { approvers } = request.policy;
      if (!approvers && everyone.length === 0) {
        return { audiences: [], obstacle: wordingFor(request.locale).mail.noRecipients };
      }
      if (!isRestricted(request.policy)) return { audiences: [page] };
      // Without approvers, the link of each address tells who decides.
      const { withLinks, unreachable, excluded, obstacle } = await recipientsOf(
        withApprovers(request, approvers ?? everyone),
      );
      const audiences = withLinks.map((recipient) => ({ ...page, recipient }));
      const others = approvers && { unreachable, excluded };
      return { audiences, ...others, ...(audiences.length === 0 && { obstacle }) };
    },
    async show(approval, buttons = []): Promise<ShowResult> {
      const resolution = resolutionOf(approval);
      if (resolution) {
        const { withLinks: approvers } = await recipientsOf(
          withApprovers(approval.request, askedSoFar(approval)),
        );
        return sendEach(distinct([...approvers, ...everyone]), (to) => tellOutcome(approval, resolution, to));
      }
      return askEach(approval, buttons);
    },
    async notify(notice, approval, buttons, ref) {
      const links = buttonsOf(notice, buttons);
      if (links.length === 0) return undefined;
      const { notAsked = [] } = await askEach(approval, links, notice.kind);
      return { reference: ref, notAsked };
    },
    async tell({ email: to }, { approval, sentence }) {
      // In a chat, the requester is told there; of the end, by the mail about it.
      const isOnlyInMails = Object.keys(lastRound(approval).shown).join() === 'email';
      if (to === undefined || sentence === undefined || !isOnlyInMails) return;
      const { newsMail } = await import('./news-mail.ts');
      await sendMail({ to, ...newsMail(approval.request, sentence), about: approval });
    },
    explain,
  };
}

function withReasons(
  { notAsked = [] }: ShowResult,
  reasonFor: (error: unknown) => string | undefined,
): NotAsked[] {
  return notAsked.map((one) => ({ ...one, reason: reasonFor(one.error) }));
}

/** Each address once. */
function distinct(addresses: readonly string[]): readonly string[] {
  return addresses.filter(
    (address, index) => addresses.findIndex((other) => isSameAddress(address, other)) === index,
  );
}
