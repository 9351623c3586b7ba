import { type AnswerOutcome, outcomeOfPayload } from '../approval/actions.ts';
import type { Approval, Vote } from '../approval/approval.ts';
import { isDelegable } from '../approval/delegation.ts';
import { isApproval } from '../approval/vote.ts';
import type { Payload } from '../callback/payload.ts';
import { actionLabel, type Wording } from '../wording/index.ts';
import { inputFields } from './input-fields.ts';
import type { Link } from './link.ts';
import type { Form, Page } from './page.ts';
import type { Written } from './sent-form.ts';

/** What is known beside the payload. */
export interface Asked {
  readonly written?: Written | undefined;
  /** With the votes so far, and with the inputs that the answer asks for. */
  readonly approval?: Approval | undefined;
  /** What is wrong with the inputs, by their names. */
  readonly problems?: ReadonlyMap<string, string> | undefined;
  /** The vote that the person has given already. */
  readonly own?: Vote | undefined;
}

/** The form of the link's action. */
export function formOf(
  payload: Payload,
  link: Link,
  wording: Wording,
  { written, approval, problems, own }: Asked,
): Form {
  const { action, context } = payload;
  const comment = commentField(payload, wording);
  const { inputs: typed } = written ?? {};
  const before = own?.action === action.name ? own.inputs : undefined;
  const asks = context?.inputs === true;
  return {
    action: postsTo(link),
    button: buttonOf(payload, wording),
    danger: rejects(payload),
    transactionId: payload.transactionId,
    ...(asks &&
      approval && { inputs: inputFields(approval, action.name, wording, typed ?? before, problems) }),
    ...(asks && !approval && typed && { hidden: typed }),
    ...(comment && { comment: { ...comment, written: written?.comment } }),
    ...(context?.typed && {
      typed: { label: wording.page.typeToConfirm(context.typed), written: written?.typed },
    }),
    ...(action.response?.redirect !== undefined && { redirects: true }),
  };
}

/** The field for a comment: approvals have one, because their decision keeps it. */
function commentField(payload: Payload, { page }: Wording) {
  const required = payload.context?.comment === 'required';
  if (!required && !isApproval(payload)) return undefined;
  const label = rejects(payload) ? page.reason : page.comment;
  return { label: `${label} (${required ? page.required : page.optional})`, required };
}

/**
 * Whether an action rejects: it fails the task, or it is the rejection of an approval, which can also complete the
 * task.
 */
export function rejects(payload: Payload): boolean {
  return payload.action.type === 'failure' || (isApproval(payload) && meaningOf(payload) === 'reject');
}

/** What an answer means. */
export function meaningOf(payload: Payload): AnswerOutcome {
  return payload.action.type === 'failure' ? 'reject' : outcomeOfPayload(payload);
}

function buttonOf({ action, context }: Payload, wording: Wording): string {
  if (context?.label !== undefined) return context.label;
  return context?.title ? actionLabel(action.name, wording) : wording.page.callbackButton(action.name);
}

/** The form with which an approver names another person, who has not voted yet. */
export function delegationOf(
  { transactionId }: Payload,
  link: Link,
  { delegation }: Wording,
  { approval, own, written }: Asked,
): Pick<Page, 'delegation'> {
  const isOffered = approval && !own && !written && isDelegable(approval.request);
  if (!isOffered && written?.delegateTo === undefined) return {};
  return {
    delegation: {
      action: postsTo(link),
      transactionId,
      title: delegation.title,
      label: delegation.person,
      button: delegation.submit,
      written: written?.delegateTo,
    },
  };
}

/** The link itself, relative to its page. */
function postsTo({ sealed, parameters }: Link): string {
  return `?${new URLSearchParams([['data', sealed], ...parameters])}`;
}
