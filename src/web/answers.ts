import type { Approval, Resolution, Vote } from '../approval/approval.ts';
import { toDecision } from '../approval/decision.ts';
import { delegationToJson, isDelegable } from '../approval/delegation.ts';
import { REJECT } from '../approval/tally.ts';
import type { Verdict } from '../approval/verdict.ts';
import { isApproval } from '../approval/vote.ts';
import type { Refusal } from '../callback/errors.ts';
import type { Payload, ResponseOverride } from '../callback/payload.ts';
import { actionLabel, reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { hasWording } from '../wording/languages.ts';
import { httpOf } from './json-body.ts';
import type { Link } from './link.ts';
import type { Answer, Form } from './render-answer.ts';
import { votesAsDetail, votesInJson, votesInLines } from './votes.ts';

/** What a person has typed into the form already. */
export interface Written {
  readonly comment?: string | undefined;
  readonly typed?: string | undefined;
  /** The person who was named. */
  readonly delegateTo?: string | undefined;
}

/** What is known beside the payload. */
interface Asked {
  readonly written?: Written | undefined;
  /** With the votes so far, if more than one person has to answer. */
  readonly approval?: Approval | undefined;
  /** The vote that the person has given already. */
  readonly own?: Vote | undefined;
}

/** Shows the request and its requester, with one button that decides. */
export function question(
  payload: Payload,
  link: Link,
  defaultLocale: string,
  { written, approval, own }: Asked = {},
): Answer {
  const { action, context = {}, expiresAt } = payload;
  const { locale, wording } = language(payload, defaultLocale);
  const title = context.title ?? wording.page.callbackQuestion(action.name);
  return {
    statusCode: 200,
    json: {
      ...identify(payload),
      confirm: {
        method: 'POST',
        title,
        ...(context.requester && { requester: context.requester }),
        ...(context.typed && { typed: context.typed }),
      },
      ...votesInJson(approval),
      ...(own && { own_decision: toDecision(own) }),
    },
    page: {
      locale,
      tone: 'question',
      heading: title,
      details: [
        ...(context.requester ? [{ label: wording.page.requester, value: context.requester }] : []),
        ...(context.details ?? []),
        ...votesAsDetail(approval, wording),
        // A forwarded link still decides in the name of its recipient.
        ...(context.recipient ? [{ label: wording.page.recipient, value: context.recipient }] : []),
      ],
      ...(own && { notice: wording.votes.yours(actionLabel(own.action, wording)) }),
      form: formOf(payload, link, wording, written),
      ...delegationOf(payload, link, wording, { approval, own, written }),
      lines: [
        wording.page.stillDecidable,
        ...(expiresAt === undefined ? [] : [wording.expires(new Date(expiresAt * 1000)) + wording.stop]),
      ],
    },
  };
}

/** Shows the request again, with the reason why the answer was not accepted, and with what was typed. */
export function incomplete(
  refusal: Refusal,
  payload: Payload,
  link: Link,
  defaultLocale: string,
  written: Written,
): Answer {
  const { json, page } = question(payload, link, defaultLocale, { written });
  const { wording } = language(payload, defaultLocale);
  return {
    ...httpOf(refusal),
    json: { ...json, ...describeRefusal(refusal) },
    page: { ...page, tone: 'bad', alert: reasonOf(refusal, wording) },
  };
}

/** Another person decides now. */
export function delegated(
  { payload, approval, delegation }: Verdict & { readonly kind: 'delegated' },
  defaultLocale: string,
): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  return {
    statusCode: 200,
    json: { ...identify(payload), delegation: delegationToJson(delegation), ...votesInJson(approval) },
    page: {
      locale,
      tone: 'good',
      heading: wording.delegation.done(delegation.name ?? delegation.to),
      lines: [
        ...(payload.context?.title ? [payload.context.title] : []),
        wording.page.transaction(payload.transactionId),
      ],
    },
  };
}

/** The form with which an approver names another person, who has not voted yet. */
function delegationOf(
  { transactionId }: Payload,
  link: Link,
  { delegation }: Wording,
  { approval, own, written }: Asked,
): Pick<Answer['page'], 'delegation'> {
  const isOffered = approval && !own && isDelegable(approval.request);
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

/**
 * The response was accepted.
 *
 * @param override the answer that the caller of create-urls chose
 */
export function accepted(
  payload: Payload,
  override: ResponseOverride | undefined,
  defaultLocale: string,
): Answer {
  const { context, transactionId } = payload;
  const { locale, wording } = language(payload, defaultLocale);
  const isRejection = rejects(payload);
  return {
    statusCode: 200,
    json: identify(payload),
    page: {
      locale,
      tone: isRejection ? 'neutral' : 'good',
      heading: isApproval(payload)
        ? wording.page[isRejection ? 'rejected' : 'approved']
        : wording.page.accepted,
      lines: [
        ...(context?.title ? [context.title] : []),
        wording.page.acceptedNote,
        wording.page.transaction(transactionId),
      ],
    },
    ...(override && { override }),
  };
}

/** The vote counts, and more votes are needed. */
export function counted(
  payload: Payload,
  approval: Approval,
  defaultLocale: string,
  isUnchanged = false,
): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  const needed = approval.state.kind === 'waiting' ? approval.state.needed : undefined;
  return {
    statusCode: 200,
    json: { ...identify(payload), ...votesInJson(approval) },
    page: {
      locale,
      tone: rejects(payload) ? 'neutral' : 'good',
      heading: isUnchanged ? wording.votes.unchanged : wording.votes.counted,
      lines: [
        ...(payload.context?.title ? [payload.context.title] : []),
        ...votesInLines(approval, wording),
        ...(needed === undefined ? [] : [wording.votes.needed(needed)]),
        wording.page.transaction(payload.transactionId),
      ],
    },
  };
}

/** The request was decided before, or has ended without a decision. A `refusal` means that the user tried to decide. */
export function alreadyDecided(
  { payload, resolution, approval, refusal }: Verdict & { readonly kind: 'ended' },
  defaultLocale: string,
): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  return {
    statusCode: refusal ? 400 : 200,
    json: {
      ...identify(payload),
      ...(refusal && describeRefusal(refusal)),
      ...(resolution && { resolution: { ...describe(resolution), ...votesInJson(approval) } }),
    },
    page: {
      locale,
      tone: 'neutral',
      heading: resolution ? wording.page.alreadyDecided : wording.page.gone,
      lines: [
        ...(payload.context?.title ? [payload.context.title] : []),
        resolution ? wording.resolved(resolution) : wording.page.goneNote,
        ...votesInLines(approval, wording),
      ],
    },
  };
}

/** The link has expired. */
export function expired(
  refusal: Refusal,
  payload: Payload,
  defaultLocale: string,
  approval?: Approval,
): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  const { expiresAt, context } = payload;
  return {
    ...refused(refusal, payload, defaultLocale),
    page: {
      locale,
      tone: 'neutral',
      heading: wording.page.gone,
      lines: [
        ...(context?.title ? [context.title] : []),
        ...(expiresAt === undefined ? [] : [wording.page.expired(new Date(expiresAt * 1000))]),
        ...votesInLines(approval, wording),
      ],
    },
  };
}

function headingOf({ code }: Refusal, { page }: Wording): string {
  if (code === 'NotAllowed') return page.notForYou;
  const isOurs = code === 'ServiceError' || code === 'HistoryUnavailable';
  return isOurs ? page.noAnswer : page.refused;
}

/** The link does not work, or an error happened. */
export function refused(refusal: Refusal, payload: Payload | undefined, defaultLocale: string): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  return {
    ...httpOf(refusal),
    json: { ...(payload && identify(payload)), ...describeRefusal(refusal) },
    page: {
      locale,
      tone: 'bad',
      heading: headingOf(refusal, wording),
      lines: [reasonOf(refusal, wording)],
    },
  };
}

/** The link itself, relative to its page. */
function postsTo({ sealed, parameters }: Link): string {
  return `?${new URLSearchParams([['data', sealed], ...parameters])}`;
}

function formOf(
  payload: Payload,
  link: Link,
  wording: Wording,
  { comment: written, typed }: Written = {},
): Form {
  const { action, context } = payload;
  const comment = commentField(payload, wording);
  return {
    action: postsTo(link),
    button: context?.title ? actionLabel(action.name, wording) : wording.page.callbackButton(action.name),
    danger: rejects(payload),
    transactionId: payload.transactionId,
    ...(comment && { comment: { ...comment, written } }),
    ...(context?.typed && { typed: { label: wording.page.typeToConfirm(context.typed), written: typed } }),
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
function rejects(payload: Payload): boolean {
  const { action } = payload;
  return action.type === 'failure' || (isApproval(payload) && action.name === REJECT);
}

function identify({ transactionId, action }: Payload) {
  return { transaction_id: transactionId, action: { name: action.name, type: action.type } };
}

function describeRefusal({ code, message, reason }: Refusal) {
  return { error: code, message, ...(reason && { reason }) };
}

function describe({ status, vote, at }: Resolution) {
  return { status, ...(at && { at: at.toISOString() }), ...(vote && { decision: toDecision(vote) }) };
}

function language(payload: Payload | undefined, defaultLocale: string) {
  const asked = payload?.context?.locale;
  const locale = asked && hasWording(asked) ? asked : defaultLocale;
  return { locale, wording: wordingFor(locale) };
}
