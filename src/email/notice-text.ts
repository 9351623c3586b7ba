import { type Approval, waitsUntil } from '../approval/approval.ts';
import type { Notice } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { mailSubject } from './mail-subject.ts';
import { plainName } from './quote.ts';

/**
 * Why a mail asks again, or asks other people, in one sentence. A title that might look like a link is left out: it would
 * stand above our own links.
 */
export function noticeSentence(kind: Notice['kind'], approval: Approval): string {
  const { notices, dateTime } = wordingFor(approval.request.locale);
  const title = plainName(approval.request.title) ?? '…';
  const until = waitsUntil(approval);
  if (kind === 'escalation') return notices.escalation(title);
  return kind === 'last' && until ? notices.last(title, dateTime(until)) : notices.reminder(title);
}

export function noticeSubject(kind: Notice['kind'], { request: { title, locale } }: Approval): string {
  const { notices } = wordingFor(locale);
  return mailSubject(notices[kind === 'escalation' ? 'escalationSubject' : 'reminderSubject'](title));
}
