import { Refusal } from '../callback/errors.ts';
import { cut } from './cut.ts';
import { isEmail, isGroupId, isUserId } from './ids.ts';
import { InvalidInput } from './invalid-input.ts';

/** They travel in every button, whose value has 2,000 characters. */
const MAX_APPROVERS = 20;
/** As much of a wrong one is repeated to whoever typed it. */
const MAX_ECHO = 50;

/** As Slack escapes people, groups and addresses in commands: `<@U123|ann>`, `<!subteam^S123|@leads>`, `<mailto:a@b|a@b>`. */
const ESCAPED = /^<(?:@|!subteam\^|mailto:)([^|>]+)(?:\|[^>]*)?>$/;

/**
 * Reads who may decide.
 *
 * @param input an array, or a text that separates them by commas or spaces: Slack users, user groups, e-mail addresses
 * @throws {Refusal} InvalidRequest
 */
export function parseApprovers(input: unknown): readonly string[] | undefined {
  if (input === undefined) return undefined;
  const given = typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : input;
  if (!Array.isArray(given)) {
    throw new Refusal('InvalidRequest', 'The approvers are neither a list nor a text.');
  }
  const approvers = [...new Set(given.map(parseApprover))];
  if (approvers.length > MAX_APPROVERS) {
    throw new InvalidInput(
      'tooManyApprovers',
      `There are ${approvers.length} approvers; ${MAX_APPROVERS} are the most. A Slack user group counts as one.`,
      String(approvers.length),
    );
  }
  if (approvers.length === 0) {
    throw new InvalidInput('noApprovers', 'The list of approvers is empty: nobody could decide.');
  }
  return approvers;
}

function parseApprover(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const approver = ESCAPED.exec(text)?.[1] ?? text;
  if (isUserId(approver) || isGroupId(approver) || isEmail(approver)) return approver;
  throw new InvalidInput(
    'unknownApprover',
    'An approver is neither a Slack user (U…), a Slack user group (S…) nor an e-mail address.',
    cut(text, MAX_ECHO),
  );
}
