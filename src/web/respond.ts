import { historyUnavailable } from '../approval/histories.ts';
import type { GetHistory } from '../approval/history.ts';
import { inTime } from '../approval/in-time.ts';
import { announceVerdict } from '../approval/outcome.ts';
import { BY_ADDRESS } from '../approval/people.ts';
import type { StartExecution } from '../approval/ports.ts';
import { press } from '../approval/press.ts';
import { isTyped } from '../approval/typed-confirmation.ts';
import type { Press, PressPorts, Verdict } from '../approval/verdict.ts';
import { Refusal, type RefusalCode } from '../callback/errors.ts';
import { type DirectPayload, isReference, type Payload, type Sealed } from '../callback/payload.ts';
import { assertAllowed, type Call, type Features, resolveAction } from '../callback/resolve-action.ts';
import { assertSameAction } from '../callback/url.ts';
import { type HttpRequest, type HttpResponse, readHttpRequest } from '../http.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import { loadLanguage, wordingFor } from '../wording/index.ts';
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
import { readPostBody } from './json-body.ts';
import { type Link, readLink } from './link.ts';
import { preferredLanguage } from './negotiate.ts';
import { type Answer, renderAnswer } from './render-answer.ts';
import { fieldIn, inputsIn, type Written, writtenIn } from './sent-form.ts';

export interface RespondPorts extends Omit<PressPorts, 'note' | 'people' | 'open'> {
  /** Opens a link, by reference or not. */
  readonly openLink: (sealed: string) => Promise<Sealed>;
  /** Told of an execution whose task was completed. */
  readonly forgetHistory?: (execution: string) => void;
  readonly features: Features;
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  /** The longest sealed payload of a button, in characters, for each surface that has buttons. */
  readonly buttons: ReadonlyMap<string, number>;
  /** Returns a signal that aborts after this time. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

/**
 * How long a press waits for all its calls together, and for each of them, in milliseconds. With a second for the schemas of a
 * post action, a page comes within 8 seconds. A call that is late counts as failed. A press that waits for the next round has this
 * time once more from then on: its page comes within 14 seconds, and the function ends after 15.
 */
const PRESS_WITHIN_MS = 7_000;
const OPEN_WITHIN_MS = 2_000;
const COMPLETE_WITHIN_MS = 2_500;
const HISTORY_WITHIN_MS = 2_000;
/** A link by reference needs the history. */
const LINK_WITHIN_MS = 5_000;
const OUTCOME_WITHIN_MS = 1_000;
/** How long a press waits for the next round. */
export const NEXT_ROUND_WITHIN_MS = 6_000;

/** When a vote may be sent again that came between two rounds, or while the history could not be read. */
const RETRY_AFTER_SECONDS = '2';
const METHODS = ['GET', 'HEAD', 'POST'];

/**
 * The handler of `/respond`: opens the payload of a callback URL and completes its task. POST decides. GET decides only
 * if the payload was sealed without `confirm` and needs no comment, and never for a post action. HEAD never decides.
 */
export function createRespondHandler(ports: RespondPorts): (event: unknown) => Promise<HttpResponse> {
  return async (event) => {
    const request = readHttpRequest(event);
    if (!METHODS.includes(request.method)) {
      return { statusCode: 405, headers: { allow: METHODS.join(', ') }, body: '' };
    }
    const response = renderAnswer(await respond(request, ports), request.headers.accept);
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
}

function respond(request: HttpRequest, ports: RespondPorts): Promise<Answer> {
  return inOneLine('respond', ports, async (note) => {
    note({ method: request.method });
    const limitedPorts = limited(ports);
    const locale = preferredLanguage(request.headers['accept-language'], ports.locale);
    await loadLanguage(locale);
    const link = await readLink(request.rawQuery, limitedPorts.openLink);
    const verdict = await press(link.sealed, (payload) => toPress(request, link, payload, ports, note), {
      ...limitedPorts,
      locale,
      people: BY_ADDRESS,
      note,
    });
    const { execution } = verdict.payload?.context ?? {};
    if (changes(verdict) && execution) ports.forgetHistory?.(execution);
    await announceVerdict(verdict, limitedPorts);
    const answer = answerTo(verdict, request, link, locale);
    note({ status: answer.statusCode });
    return answer;
  });
}

/** Whether the history is not what was read before. */
function changes(verdict: Verdict): boolean {
  const { kind } = verdict;
  return kind === 'taken' || kind === 'delegated' || (kind === 'counted' && !verdict.unchanged);
}

/** The same ports for one press, with their time limits. */
function limited(ports: RespondPorts): RespondPorts & Pick<PressPorts, 'open'> {
  const { completeTask, getHistory, startOutcomeExecution } = ports;
  const end = ports.timeout(PRESS_WITHIN_MS);
  let endOfWaiting: AbortSignal | undefined;
  const timeout = (milliseconds: number) =>
    AbortSignal.any([endOfWaiting ?? end, ports.timeout(milliseconds)]);
  const reading = (milliseconds: number): GetHistory | undefined =>
    getHistory && ((execution, options) => inTime(timeout(milliseconds), getHistory(execution, options)));
  const openLink = (sealed: string) => inTime(timeout(OPEN_WITHIN_MS), ports.openLink(sealed));
  return {
    ...ports,
    openLink,
    async open(sealed) {
      if (sealed === '')
        throw new Refusal('InvalidPayload', 'The link is incomplete: its parameter data is missing.');
      // A link by reference is read in the history. What reads it is loaded while AWS decrypts the data key.
      const [link, { payloadOfLink }] = await Promise.all([openLink(sealed), import('../approval/links.ts')]);
      if (!isReference(link)) return link;
      return payloadOfLink(link, { ...ports, getHistory: reading(LINK_WITHIN_MS) });
    },
    completeTask(task, outcome) {
      const limit = timeout(COMPLETE_WITHIN_MS);
      // The signal also ends the call: its retry must not run when Lambda continues the function, perhaps hours later.
      return inTime(limit, completeTask(task, outcome, limit));
    },
    getHistory: reading(HISTORY_WITHIN_MS),
    pause(milliseconds) {
      endOfWaiting ??= ports.timeout(PRESS_WITHIN_MS);
      return ports.pause(milliseconds);
    },
    startOutcomeExecution:
      startOutcomeExecution &&
      ((name, input) => {
        const limit = timeout(OUTCOME_WITHIN_MS);
        return inTime(limit, startOutcomeExecution(name, input, limit));
      }),
  };
}

/**
 * Reads who presses, and what, from a request. A link does not tell who uses it, only to whom it was sent.
 *
 * @throws {Refusal} InvalidPayload for the payload of a button, ActionMismatched
 */
function toPress(
  request: HttpRequest,
  link: Link,
  payload: Payload,
  { buttons, features }: RespondPorts,
  note: Note,
): Press {
  const { action, context: { surface, recipient } = {} } = payload;
  const longestButton = buttons.get(surface ?? '');
  assertLink(link, longestButton);
  assertSameAction(action, link.parameters);
  return {
    who: recipient === undefined ? {} : { email: recipient },
    // A surface with buttons uses links only for payloads that are too long for a button. They open in a browser.
    via: surface === undefined || longestButton !== undefined ? 'web' : surface,
    comment: fieldIn(request, payload, 'comment'),
    inputs: inputsIn(request),
    ...delegateTo(request, payload),
    decides: isAnswer(request, payload),
    resolve: () => resolve(request, link, payload, features, note),
  };
}

/**
 * Whether a request decides. Only the page has fields for a comment, for what is typed and for inputs. An answer that asks for
 * inputs needs these fields, also if all may stay empty: a program that posts to each address it finds sends none.
 */
function isAnswer(request: HttpRequest, { action, context = {} }: Payload): boolean {
  const { comment, typed, inputs } = context;
  if (request.method === 'POST') return !inputs || inputsIn(request) !== undefined;
  const needsPage = action.confirm || comment === 'required' || typed !== undefined || inputs;
  return request.method === 'GET' && !needsPage;
}

/**
 * Refuses the payload of a button. All members of a channel can read the payloads of its buttons. Used as a link, such
 * a payload would decide without the name of a user.
 */
function assertLink({ sealed }: Link, longestButton: number | undefined): void {
  if (longestButton === undefined || sealed.length > longestButton) return;
  throw new Refusal('InvalidPayload', 'This payload belongs to a button and does not work as a link.');
}

/**
 * Resolves the action of a link with the parameters and the body of its request.
 *
 * @throws {Refusal} for a disabled feature, and for parameters or a body that do not fit the action
 */
async function resolve(
  request: HttpRequest,
  link: Link,
  payload: Payload,
  features: Features,
  note: Note,
): Promise<DirectPayload> {
  assertAllowed(payload, features);
  if (request.method === 'POST') {
    assertShown(payload, fieldIn(request, payload, 'transaction_id'));
    assertTyped(payload, fieldIn(request, payload, 'typed'));
  }
  const { action, outcome } = await resolveAction(payload, callOf(request, link, payload));
  if (outcome !== undefined) note({ post_outcome: outcome });
  return { ...payload, action };
}

/** Only a post action reads the body as data. */
function callOf(request: HttpRequest, { parameters }: Link, { action }: Payload): Call {
  if (action.type !== 'post') return { parameters };
  return { parameters, body: readPostBody(request, action.accept_form ?? false) };
}

/**
 * A form decides the approval that its page showed, in any of its rounds. A form that is sent twice must not decide also what is
 * asked again. A program that names no approval decides what waits now.
 */
function assertShown({ transactionId }: Payload, shown: string | undefined): void {
  if (shown === undefined || shown === transactionId) return;
  throw new Refusal(
    'AskedAgain',
    'The request was asked again after this page was opened. Open the link again, and decide what is asked now.',
  );
}

/** A program that posts the form as it finds it types nothing. */
function assertTyped({ context }: Payload, typed: string | undefined): void {
  if (context?.typed === undefined || isTyped(context.typed, typed)) return;
  throw new Refusal(
    'ConfirmationRequired',
    'This request is decided only with its text typed. Type it as the page shows it, and decide again.',
  );
}

/** The person whom the reader names to decide in the own place. */
function delegateTo(request: HttpRequest, payload: Payload): Pick<Press, 'delegateTo'> {
  const person = request.method === 'POST' ? fieldIn(request, payload, 'delegate_to') : undefined;
  if (person === undefined) return {};
  assertShown(payload, fieldIn(request, payload, 'transaction_id'));
  return { delegateTo: { person } };
}

function answerTo(verdict: Verdict, request: HttpRequest, link: Link, locale: string): Answer {
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
