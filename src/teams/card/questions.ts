import { inputsOf, outcomeOfAnswer } from '../../approval/actions.ts';
import type { ApprovalRequest } from '../../approval/approval.ts';
import type { InputValue, RequestInput } from '../../approval/inputs.ts';
import { cut } from '../../approval/text.ts';
import { MAX_COMMENT } from '../../approval/vote.ts';
import type { Wording } from '../../wording/index.ts';
import type { Answer } from './answer.ts';
import { type Element, textBlock } from './elements.ts';
import { inputElement, inputId } from './input-elements.ts';
import { escapeMarkdown } from './markdown.ts';

/** In characters: a sentence may name all options of a choice, which are above it. */
const MAX_PROBLEM = 200;

/** What a person filled in for an answer. */
export interface Filled {
  /** By the names of the inputs: texts, and from some apps of Teams also numbers, and true or false. */
  readonly values: Readonly<Record<string, InputValue>>;
  readonly comment?: string;
  /** What is wrong with the values, by the names of the inputs. */
  readonly problems?: ReadonlyMap<string, string>;
}

/** The id of the comment for an action. */
export function commentId(action: string): string {
  return `comment:${action}`;
}

/** What the data of a press has of this answer. */
export function filledIn(data: Readonly<Record<string, unknown>>, action: string): Filled {
  const prefix = inputId(action, '');
  const values = Object.entries(data).flatMap(([id, value]) =>
    id.startsWith(prefix) && isInputValue(value) ? [[id.slice(prefix.length), value]] : [],
  );
  const comment = data[commentId(action)];
  return { values: Object.fromEntries(values), ...(typeof comment === 'string' && comment && { comment }) };
}

/** A list or an object is not of an input. It may be nested more deeply than the stack. */
function isInputValue(value: unknown): value is InputValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What is asked before an answer: a confirmation, the inputs and a comment. Empty if one press is enough. */
export function questionsBefore(
  answer: Answer,
  request: ApprovalRequest,
  wording: Wording,
): readonly Element[] {
  const inputs = inputsOf(request, answer.action).flatMap((input) => inputWith(input, answer, wording));
  return [...confirmation(answer, request, wording), ...inputs, ...commentInput(answer, request, wording)];
}

/** One input, and what is wrong with its value. */
export function inputWith(
  input: RequestInput,
  { action }: Answer,
  wording: Wording,
  { values, problems }: Filled = { values: {} },
): readonly Element[] {
  const problem = problems?.get(input.name);
  // An input may have the name of a member that each object inherits, such as `constructor`.
  const given = Object.hasOwn(values, input.name) ? values[input.name] : undefined;
  return [
    inputElement(action, input, wording, given),
    ...(problem === undefined
      ? []
      : [textBlock(escapeMarkdown(cut(problem, MAX_PROBLEM)), { color: 'attention' })]),
  ];
}

/** Before each answer that approves, if the request wants it. */
export function confirmation(
  answer: Answer,
  { title, confirm }: ApprovalRequest,
  { chat }: Wording,
): readonly Element[] {
  if (!confirm || outcomeOfAnswer(answer) !== 'approve') return [];
  return [textBlock(escapeMarkdown(chat.confirmApprove.text(title)))];
}

/** Each rejection is asked for a reason; each other answer only if the request wants a comment. */
export function commentInput(
  answer: Answer,
  { policy: { comment } }: ApprovalRequest,
  { chat, page }: Wording,
  typed?: string,
): readonly Element[] {
  const outcome = outcomeOfAnswer(answer);
  if (comment === undefined && outcome !== 'reject') return [];
  const { reason, placeholder } = outcome === 'reject' ? chat.rejectModal : chat.approveModal;
  return [
    {
      type: 'Input.Text',
      id: commentId(answer.action),
      label: reason,
      // It asks why a person approves or rejects.
      ...(outcome !== 'other' && { placeholder }),
      isMultiline: true,
      maxLength: MAX_COMMENT,
      ...(comment === 'required' && { isRequired: true, errorMessage: page.reasons.CommentRequired }),
      ...(typed && { value: typed }),
    },
  ];
}
