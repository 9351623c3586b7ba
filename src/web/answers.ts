import type { Resolution } from '../approval/approval.ts';
import { REJECT } from '../approval/tally.ts';
import { isApproval, toDecision } from '../approval/vote.ts';
import type { Refusal } from '../callback/errors.ts';
import type { DirectPayload, Payload, ResponseOverride } from '../callback/payload.ts';
import { actionLabel, hasWording, reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { httpOf } from './json-body.ts';
import type { Answer, Form } from './render-answer.ts';

/** What is asked and by whom, with one button. */
export function question(payload: DirectPayload, query: URLSearchParams, defaultLocale: string): Answer {
  const { action, context = {}, expiresAt } = payload;
  const { locale, wording } = language(payload, defaultLocale);
  const title = context.title ?? wording.page.callbackQuestion(action.name);
  return {
    statusCode: 200,
    json: {
      ...identify(payload),
      confirm: { method: 'POST', title, ...(context.requester && { requester: context.requester }) },
    },
    page: {
      locale,
      tone: 'question',
      heading: title,
      details: [
        ...(context.requester ? [{ label: wording.page.requester, value: context.requester }] : []),
        ...(context.details ?? []),
        // A link that was forwarded still decides in the name of whoever it was sent to.
        ...(context.recipient ? [{ label: wording.page.recipient, value: context.recipient }] : []),
      ],
      form: formOf(payload, query, wording),
      lines: [
        wording.page.stillDecidable,
        ...(expiresAt === undefined ? [] : [`${wording.expires(new Date(expiresAt * 1000))}.`]),
      ],
    },
  };
}

/**
 * The response was accepted.
 *
 * @param override what the caller who made the URL wants to be answered
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

/**
 * Somebody was quicker, or the time ran out.
 *
 * @param refusal what Step Functions said, when it was asked; without it this answers a question that came too late
 */
export function alreadyDecided(
  payload: Payload,
  resolution: Resolution | undefined,
  defaultLocale: string,
  refusal?: Refusal,
): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  return {
    statusCode: refusal ? 400 : 200,
    json: {
      ...identify(payload),
      ...(refusal && describeRefusal(refusal)),
      ...(resolution && { resolution: describe(resolution) }),
    },
    page: {
      locale,
      tone: 'neutral',
      heading: resolution ? wording.page.alreadyDecided : wording.page.gone,
      lines: [
        ...(payload.context?.title ? [payload.context.title] : []),
        resolution ? wording.resolved(resolution) : wording.page.goneNote,
      ],
    },
  };
}

/** The link has worked, and will not again. */
export function expired(refusal: Refusal, payload: Payload, defaultLocale: string): Answer {
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
      ],
    },
  };
}

/** The link does not work, or something went wrong. */
export function refused(refusal: Refusal, payload: Payload | undefined, defaultLocale: string): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  return {
    ...httpOf(refusal),
    json: { ...(payload && identify(payload)), ...describeRefusal(refusal) },
    page: {
      locale,
      tone: 'bad',
      heading: wording.page.refused,
      lines: [reasonOf(refusal, wording)],
    },
  };
}

function formOf(payload: DirectPayload, query: URLSearchParams, wording: Wording): Form {
  const { action, context } = payload;
  const isRejection = rejects(payload);
  return {
    action: `?${query}`,
    button: context?.title ? actionLabel(action.name, wording) : wording.page.callbackButton(action.name),
    danger: isRejection,
    ...(isRejection &&
      isApproval(payload) && { comment: `${wording.page.comment} (${wording.page.optional})` }),
    ...(action.response?.redirect && { redirects: true }),
  };
}

/** Whether an action says no: by failing the task, or as an approval's rejection, which may also return. */
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
