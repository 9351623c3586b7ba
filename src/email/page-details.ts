import type { ApprovalRequest } from '../approval/approval.ts';
import { fitDetails } from '../approval/text.ts';
import type { Detail } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';

/**
 * Limited because each link contains the details, and a URL has a maximum length. The mail itself shows all details.
 */
const MAX_CHARACTERS = 1_500;

/** The details that fit into a link. If some do not fit, the last line tells how many. */
export function detailsForPage({ details, locale }: ApprovalRequest): readonly Detail[] {
  const { shown, left } = fitDetails(
    details,
    MAX_CHARACTERS,
    ({ label, value }) => label.length + value.length,
  );
  return left === 0 ? shown : [...shown, { label: '…', value: wordingFor(locale).moreDetails(left) }];
}
