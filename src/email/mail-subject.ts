import { oneLine } from '../approval/text.ts';

/** SNS takes fewer than 100 characters of UTF-8 on one line, without control characters (API reference of Publish). */
const MAX_SUBJECT = 99;
const ELLIPSIS = '…';

let graphemes: Intl.Segmenter | undefined;

/** A subject that SNS accepts: on one line, and cut between the characters that people see. */
export function mailSubject(text: string): string {
  const subject = oneLine(text);
  if (subject.length <= MAX_SUBJECT) return subject;
  graphemes ??= new Intl.Segmenter();
  let cut = '';
  for (const { segment } of graphemes.segment(subject)) {
    if (cut.length + segment.length + ELLIPSIS.length > MAX_SUBJECT) break;
    cut += segment;
  }
  return cut + ELLIPSIS;
}
