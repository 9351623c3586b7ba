/**
 * By what names people and groups are told apart. Slack promises no length: ids have nine characters since its
 * beginning, and eleven today. A shorter word in capitals is a name, which is nobody's id.
 */
const USER_ID = /^[UW][A-Z0-9]{8,20}$/;
const GROUP_ID = /^S[A-Z0-9]{8,20}$/;
const EMAIL = /^[^\s@<>|,]+@[^\s@<>|,]+$/;
/** RFC 5321, with erratum 1690. */
const MAX_EMAIL = 254;

/** Whether this is the id of a person in Slack. */
export function isUserId(text: string): boolean {
  return USER_ID.test(text);
}

/** Whether this is the id of a Slack user group. */
export function isGroupId(text: string): boolean {
  return GROUP_ID.test(text);
}

/** Whether this is an e-mail address. */
export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL && EMAIL.test(text);
}

/** Whether these are the same e-mail address. Mail servers may tell `Ann` from `ann`; none that people use does. */
export function isSameAddress(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}
