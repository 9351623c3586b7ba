import type { ApprovalRequest } from '../approval/approval.ts';
import { fitDetails } from '../approval/text.ts';
import type { Detail } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';

/** Details travel in every link, and a URL has an end; the mail itself shows them all. */
const MAX_CHARACTERS = 1_500;

/** The first details, as many as fit into a link, and a line that says how many do not. */
export function detailsForPage({ details, locale }: ApprovalRequest): readonly Detail[] {
  const { shown, left } = fitDetails(
    details,
    MAX_CHARACTERS,
    ({ label, value }) => label.length + value.length,
  );
  return left === 0 ? shown : [...shown, { label: '…', value: wordingFor(locale).moreDetails(left) }];
}
