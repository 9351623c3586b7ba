import { isEmail, type Named } from '../approval/people.ts';

/**
 * By what names people and groups are told apart. Slack promises no length: ids have nine characters since its
 * beginning, and eleven today. A shorter word in capitals is a name.
 */
const USER_ID = /^[UW][A-Z0-9]{8,20}$/;
const GROUP_ID = /^S[A-Z0-9]{8,20}$/;
/** As Slack escapes people, groups and addresses in commands: `<@U123|ann>`, `<!subteam^S123|@leads>`, `<mailto:a@b|a@b>`. */
const ESCAPED = /^<(?:@|!subteam\^|mailto:)([^|>]+)(?:\|[^>]*)?>$/;

/** Whether this is the id of a person in Slack. */
export function isUserId(text: string): boolean {
  return USER_ID.test(text);
}

/** Whether this is the id of a Slack user group. */
export function isGroupId(text: string): boolean {
  return GROUP_ID.test(text);
}

/** Reads a person, a user group or an e-mail address, plain or as Slack escapes it; undefined for any other text. */
export function readSlackId(text: string): Named | undefined {
  const id = ESCAPED.exec(text)?.[1] ?? text;
  if (isUserId(id)) return { kind: 'person', id };
  if (isGroupId(id)) return { kind: 'group', id };
  return isEmail(id) ? { kind: 'address', id } : undefined;
}
