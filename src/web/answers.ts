import { inputsOf } from '../approval/actions.ts';
import { type Approval, type Resolution, votesOf } from '../approval/approval.ts';
import { toDecision } from '../approval/decision.ts';
import { delegationToJson } from '../approval/delegation.ts';
import { givenInputs } from '../approval/given-inputs.ts';
import { InvalidInputs } from '../approval/invalid-inputs.ts';
import type { Verdict } from '../approval/verdict.ts';
import { isApproval } from '../approval/vote.ts';
import type { Refusal } from '../callback/errors.ts';
import type { Payload } from '../callback/payload.ts';
import { actionLabel, reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { hasWording } from '../wording/languages.ts';
import { personText } from '../wording/person.ts';
import { type Asked, delegationOf, formOf, meaningOf, rejects } from './forms.ts';
import { httpOf } from './json-body.ts';
import type { Link } from './link.ts';
import type { Answer } from './render-answer.ts';
import { votesAsDetail, votesInJson, votesInLines } from './votes.ts';

/** Shows the request and its requester, with one button that decides. */
export function question(payload: Payload, link: Link, defaultLocale: string, asked: Asked = {}): Answer {
  const { written, approval, own } = asked;
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
        ...(context.inputs && approval && { inputs: inputsOf(approval.request, action.name) }),
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
      ...(own && { notice: wording.votes.yours(own.label ?? actionLabel(own.action, wording)) }),
      form: formOf(payload, link, wording, asked),
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
  asked: Asked,
): Answer {
  const problems = refusal instanceof InvalidInputs ? refusal.problems : undefined;
  const { json, page } = question(payload, link, defaultLocale, { ...asked, problems });
  const { wording } = language(payload, defaultLocale);
  return {
    ...httpOf(refusal),
    json: {
      ...json,
      ...describeRefusal(refusal),
      ...(problems && { problems: Object.fromEntries(problems) }),
    },
    page: { ...page, tone: 'bad', alert: problems ? wording.inputs.incomplete : reasonOf(refusal, wording) },
  };
}

/** Another person decides now. */
export function delegated(
  { payload, approval, delegation }: Verdict & { readonly kind: 'delegated' },
  defaultLocale: string,
): Answer {
  const { locale, wording } = language(payload, defaultLocale);
  const { to, name } = delegation;
  return {
    statusCode: 200,
    json: { ...identify(payload), delegation: delegationToJson(delegation), ...votesInJson(approval) },
    page: {
      locale,
      tone: 'good',
      heading: wording.delegation.done(personText({ id: to, ...(name && { name }) }) ?? to),
      lines: [
        ...(payload.context?.title ? [payload.context.title] : []),
        wording.page.transaction(payload.transactionId),
      ],
    },
  };
}

/** The response was accepted. The caller of create-urls may have chosen another answer. */
export function accepted(
  { payload, response: override, resolution, approval }: Verdict & { readonly kind: 'taken' },
  defaultLocale: string,
): Answer {
  const { context, transactionId } = payload;
  const vote = resolution?.vote;
  const { locale, wording } = language(payload, defaultLocale);
  return {
    statusCode: 200,
    json: { ...identify(payload), ...(vote?.inputs && { inputs: vote.inputs }) },
    page: {
      locale,
      tone: rejects(payload) ? 'neutral' : 'good',
      heading: isApproval(payload) ? wording.page[HEADINGS[meaningOf(payload)]] : wording.page.accepted,
      details: givenInputs(vote, approval, wording),
      lines: [
        ...(context?.title ? [context.title] : []),
        ...(resolution && context?.label ? [wording.resolved(resolution)] : []),
        wording.page.acceptedNote,
        wording.page.transaction(transactionId),
      ],
    },
    ...(override && { override }),
  };
}

const HEADINGS = { approve: 'approved', reject: 'rejected', other: 'answered' } as const;

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
      details: isUnchanged ? [] : givenInputs(votesOf(approval).at(-1), approval, wording),
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
      details: givenInputs(resolution?.vote, approval, wording),
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

function identify({ transactionId, action: { name, type }, context: { label, outcome } = {} }: Payload) {
  const own = { ...(label !== undefined && { label }), ...(outcome && { outcome }) };
  return { transaction_id: transactionId, action: { name, type, ...own } };
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
