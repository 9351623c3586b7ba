import { historyUnavailable } from '../approval/histories.ts';
import type { Verdict } from '../approval/verdict.ts';
import { Refusal, type RefusalCode } from '../callback/errors.ts';
import type { Payload } from '../callback/payload.ts';
import type { HttpRequest } from '../http.ts';
import { wordingFor } from '../wording/index.ts';
import {
  accepted,
  alreadyDecided,
  counted,
  delegated,
  expired,
  incomplete,
  question,
  refused,
} from './answers.ts';
import type { Link } from './link.ts';
import type { Answer } from './render-answer.ts';
import { type Written, writtenIn } from './sent-form.ts';

/** When a vote may be sent again that came between two rounds, or while the history could not be read. */
const RETRY_AFTER_SECONDS = '2';

/** The page for the result of a press. */
export function answerTo(verdict: Verdict, request: HttpRequest, link: Link, locale: string): Answer {
  const { payload } = verdict;
  const written = writtenIn(request, payload);
  switch (verdict.kind) {
    case 'open':
      return request.method === 'POST'
        ? incomplete(noInputs(verdict, locale), verdict.payload, link, locale, { ...verdict, written })
        : question(verdict.payload, link, locale, verdict);
    case 'taken':
      return accepted(verdict, locale);
    case 'counted':
      return counted(verdict.payload, verdict.approval, locale, verdict.unchanged);
    case 'delegated':
      return delegated(verdict, locale);
    case 'later':
      return again(verdict.refusal, verdict.payload, link, locale, written);
    case 'ended':
      // The payload has expired too, and the page for that tells when.
      return verdict.resolution?.status === 'expired' && verdict.refusal?.code === 'ExpiredPayload'
        ? expired(verdict.refusal, verdict.payload, locale, verdict.approval)
        : alreadyDecided(verdict, locale);
    case 'refused':
      return refusalTo(verdict, link, locale, written);
    case 'failed':
    case 'unsure':
      return refused(wentWrong(), payload, locale);
  }
}

/** A POST without the fields of the form. */
function noInputs({ payload }: Verdict & { readonly kind: 'open' }, locale: string): Refusal {
  const { incomplete: sentence } = wordingFor(payload.context?.locale ?? locale).inputs;
  return new Refusal('InvalidInputs', sentence);
}

/** The refusals after which the page asks again. */
const SHOWN_AGAIN: ReadonlySet<RefusalCode> = new Set([
  'AskedAgain',
  'CommentRequired',
  'ConfirmationRequired',
  'DelegationRefused',
  'InvalidInputs',
]);

function refusalTo(
  { refusal, payload, approval }: Verdict & { readonly kind: 'refused' },
  link: Link,
  locale: string,
  written: Written,
): Answer {
  if (!payload) return refused(refusal, payload, locale);
  if (refusal.code === 'ExpiredPayload') return expired(refusal, payload, locale);
  if (refusal.code === 'HistoryUnavailable') return again(refusal, payload, link, locale, written);
  if (!SHOWN_AGAIN.has(refusal.code)) return refused(refusal, payload, locale);
  const all = refusal.code === 'InvalidInputs' ? withTyped(written, payload) : written;
  return incomplete(refusal, payload, link, locale, { written: all, approval });
}

/** The text that must be typed: an answer gets so far only with the right one. */
function withTyped(written: Written, { context }: Payload): Written {
  return { ...written, typed: context?.typed };
}

/**
 * The same form again, with all that was typed: nothing was sent, and in a moment the same answer may be accepted. There is no form
 * if nothing was typed, and it is not known what the answer asks for.
 */
function again(refusal: Refusal, payload: Payload, link: Link, locale: string, written: Written): Answer {
  const answer =
    payload.context?.inputs && !written.inputs
      ? refused(historyUnavailable(refusal), payload, locale)
      : incomplete(refusal, payload, link, locale, { written: withTyped(written, payload) });
  return { ...answer, headers: { 'retry-after': RETRY_AFTER_SECONDS } };
}

function wentWrong(): Refusal {
  return new Refusal(
    'ServiceError',
    'Something went wrong on our side. Open the link again to see whether your answer was recorded.',
  );
}
