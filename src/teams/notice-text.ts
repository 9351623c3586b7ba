import { type Approval, waitsUntil } from '../approval/approval.ts';
import type { Notice } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';

/**
 * What a notice says.
 *
 * @param write how the title and the end of the time are written; by default, as plain text with the time in UTC
 */
export function noticeText(
  kind: Notice['kind'],
  approval: Approval,
  write?: { readonly text: (text: string) => string; readonly date: (date: Date) => string },
): string {
  const { title, locale } = approval.request;
  const { notices, dateTime } = wordingFor(locale);
  const { text, date } = write ?? { text: (plain: string) => plain, date: dateTime };
  const until = waitsUntil(approval);
  if (kind === 'escalation') return notices.escalation(text(title));
  return kind === 'last' && until ? notices.last(text(title), date(until)) : notices.reminder(text(title));
}
