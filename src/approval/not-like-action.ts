import type { Wording } from '../wording/index.ts';

/** The English labels, which people know in each language. Their texts are perhaps not loaded. */
const ENGLISH = ['Approve', 'Reject'] as const;

/**
 * The label of a detail. If it reads like the label of an action, such as "Approve", it is quoted, so that the address in the
 * detail cannot be taken for the link of the action.
 *
 * @param own the labels of the request's own actions
 */
export function notLikeAction(label: string, own: readonly string[], wording: Wording): string {
  const actions = [...own, wording.approve, wording.reject, ...ENGLISH];
  return actions.some((action) => letters(action) === letters(label)) ? wording.quoted(label) : label;
}

/** What people compare: letters and digits, without case, width (full-width forms), accents, spaces and marks around them. */
function letters(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '');
}
