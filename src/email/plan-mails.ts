import type { Approval } from '../approval/approval.ts';
import type { Button } from '../approval/surface.ts';
import { Refusal } from '../callback/errors.ts';
import { type LinksWithheld, otherSurfaces } from './request-mail.ts';
import { MAX_LINE, sizeOf } from './wrap.ts';

/** The links of one mail that asks. */
export interface PlannedLinks {
  readonly links: readonly Button[];
  /** Why there are none, if the readers may decide. */
  readonly withheld?: LinksWithheld | undefined;
}

/** The mails that ask: one for each approver, or one for all subscribers. */
export type MailPlan =
  | { readonly forAll: PlannedLinks }
  | { readonly personal: readonly (PlannedLinks & { readonly recipient: string })[] };

/**
 * Plans one mail for each recipient of the buttons, or one for all. Without `longLinks`, no mail has a link that mail servers
 * would break. It then tells where to decide, as do the mails to approvers whose links other people might get.
 *
 * @param withoutLinks the addresses of these approvers
 * @throws {Refusal} UrlTooLong if a link is too long, and no other surface shows the request
 */
export function planMails(
  approval: Approval,
  buttons: readonly Button[],
  { withoutLinks, longLinks }: { withoutLinks: readonly string[]; longLinks: boolean },
): MailPlan {
  const isElsewhere = otherSurfaces(approval).length > 0;
  const isTooLong = !longLinks && buttons.some(({ url }) => sizeOf(url) > MAX_LINE);
  if (isTooLong && !isElsewhere) throw linkTooLong();
  const linksFor = (recipient: string | undefined): PlannedLinks =>
    isTooLong
      ? { links: [], withheld: 'tooLong' }
      : { links: buttons.filter((button) => button.recipient === recipient) };
  const recipients = new Set(buttons.flatMap(({ recipient }) => recipient ?? []));
  const told = isElsewhere ? withoutLinks.filter((address) => !recipients.has(address)) : [];
  if (recipients.size + told.length === 0) return { forAll: linksFor(undefined) };
  return {
    personal: [
      ...[...recipients].map((recipient) => ({ recipient, ...linksFor(recipient) })),
      ...told.map((recipient) => ({ recipient, links: [], withheld: 'shared' as const })),
    ],
  };
}

export function linkTooLong(): Refusal {
  return new Refusal('UrlTooLong', `A link has more than ${MAX_LINE} bytes. Mail servers would break it.`);
}
