import { type Decision, decide } from '../approval/decision.ts';
import { earlierResolution } from '../approval/earlier-resolution.ts';
import type { GetHistory } from '../approval/history.ts';
import { assertMayDecide } from '../approval/policy.ts';
import { LONGEST_BUTTON } from '../approval/surface.ts';
import { isTaskGone, Refusal, type StepFunctionsReason } from '../callback/errors.ts';
import { assertUsable, openCallback } from '../callback/open-callback.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { type Call, type Features, resolveAction } from '../callback/resolve-action.ts';
import type { Sealer } from '../callback/seal.ts';
import { type HttpRequest, type HttpResponse, mediaType, readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';
import { failure, inOneLine } from '../wide-line.ts';
import { type Answer, renderAnswer } from './answer.ts';
import { accepted, alreadyDecided, expired, question, refused } from './answers.ts';
import { readJsonBody } from './json-body.ts';

export interface RespondPorts {
  readonly open: Sealer['open'];
  readonly completeTask: CompleteTask;
  readonly features: Features;
  /** Missing: a later click is only told that the task waits no more. */
  readonly getHistory?: GetHistory | undefined;
  /** The language where the payload names none. */
  readonly locale: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

const METHODS = ['GET', 'HEAD', 'POST'];

/**
 * The handler of `/respond`: opens a callback URL and completes its task. HEAD never decides; GET does only where
 * the payload was sealed without `confirm`, and never for a post action.
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
    const facts: Facts = {};
    const answer = await answerTo(request, ports, facts);
    const { payload, ...others } = facts;
    note({
      method: request.method,
      status: answer.statusCode,
      transaction_id: payload?.transactionId,
      execution: payload?.context?.execution,
      action: payload && { name: payload.action.name, type: payload.action.type },
      ...others,
    });
    return answer;
  });
}

/** What is known of a request so far: the log tells it, whatever comes of the request. */
interface Facts {
  payload?: Payload;
  level?: 'error';
  outcome?: string;
  reason?: StepFunctionsReason;
  error?: unknown;
  decided?: { readonly via: string; readonly action: string };
  /** By its name, where a post action has chosen one. */
  post_outcome?: string;
  /** Milliseconds that it took to open the payload, with KMS, and to complete the task. */
  open_ms?: number;
  complete_ms?: number;
}

async function answerTo(request: HttpRequest, ports: RespondPorts, facts: Facts): Promise<Answer> {
  try {
    const payload = await timed('open_ms', facts, ports, () => openCallback(request.query, ports.open));
    facts.payload = payload;
    assertUsable(payload, request.query, { now: ports.now(), features: ports.features });
    assertLink(request, payload);
    const { action, outcome } = await resolveAction(payload, callOf(request, payload));
    if (outcome !== undefined) facts.post_outcome = outcome;
    const ready: DirectPayload = { ...payload, action };
    if (!decides(request, payload)) return await ask(request, ready, ports, facts);
    await complete(request, ready, ports, facts);
    return accepted(payload, action.response, ports.locale);
  } catch (error) {
    return answerToError(error, ports, facts);
  }
}

async function complete(
  request: HttpRequest,
  ready: DirectPayload,
  ports: RespondPorts,
  facts: Facts,
): Promise<void> {
  const { completeTask } = ports;
  await assertAllowedPerson(ready);
  const { via, action } = await timed('complete_ms', facts, ports, () =>
    decide(ready, deciderOf(request, ready), { completeTask, now: ports.now() }),
  );
  // A heartbeat may be sent again and again.
  if (ready.action.type !== 'heartbeat') facts.decided = { via, action };
  facts.outcome = 'accepted';
}

async function ask(
  request: HttpRequest,
  ready: DirectPayload,
  ports: RespondPorts,
  facts: Facts,
): Promise<Answer> {
  const earlier = await earlierResolution(ready, ports);
  facts.outcome = earlier ? 'already_decided' : 'asked';
  if (earlier) return alreadyDecided(ready, earlier, ports.locale);
  await assertAllowedPerson(ready);
  return question(ready, request.query, ports.locale);
}

/** A link knows only to whom it was sent. */
function assertAllowedPerson({ context = {} }: DirectPayload): Promise<void> {
  const { recipient, locale } = context;
  return assertMayDecide(context, recipient === undefined ? {} : { email: recipient }, locale);
}

async function answerToError(error: unknown, ports: RespondPorts, facts: Facts): Promise<Answer> {
  const { payload } = facts;
  if (!(error instanceof Refusal)) {
    Object.assign(facts, failure(error) satisfies Facts);
    const unexpected = new Refusal(
      'ServiceError',
      'Something went wrong on our side. Open the link again to see whether it was recorded.',
    );
    return refused(unexpected, payload, ports.locale);
  }
  facts.outcome = error.code;
  if (error.reason) facts.reason = error.reason;
  if (payload && isTaskGone(error)) {
    return alreadyDecided(payload, await earlierResolution(payload, ports), ports.locale, error);
  }
  if (!payload || error.code !== 'ExpiredPayload') return refused(error, payload, ports.locale);
  const inTime = await earlierResolution(payload, ports);
  if (inTime && inTime.status !== 'expired') return alreadyDecided(payload, inTime, ports.locale, error);
  return expired(error, payload, ports.locale);
}

async function timed<T>(
  name: 'open_ms' | 'complete_ms',
  facts: Facts,
  { now }: RespondPorts,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = now();
  try {
    return await work();
  } finally {
    facts[name] = now() - startedAt;
  }
}

/** Only a post action looks at the body, and only at JSON that was posted. */
function callOf(request: HttpRequest, { action }: Payload): Call {
  const parameters = new Map(request.query);
  parameters.delete('data');
  return action.type === 'post' ? { parameters, body: readJsonBody(request) } : { parameters };
}

/** Whoever can read a message can read its buttons; as a link, a button would decide in nobody's name. */
function assertLink({ query }: HttpRequest, { context }: Payload): void {
  if (context?.surface !== 'slack' || (query.get('data') ?? '').length > LONGEST_BUTTON) return;
  throw new Refusal('InvalidPayload', 'This is a button of Slack and works only there.');
}

function decides({ method }: HttpRequest, { action }: Payload): boolean {
  return method === 'POST' || (method === 'GET' && !action.confirm);
}

function deciderOf(request: HttpRequest, { context }: Payload): Omit<Decision, 'action' | 'at'> {
  const isForm = mediaType(request.headers['content-type']) === 'application/x-www-form-urlencoded';
  const comment = isForm ? new URLSearchParams(request.body.toString('utf8')).get('comment') : undefined;
  const recipient = context?.recipient;
  return {
    ...(recipient !== undefined && { by: recipient }),
    via: context?.surface === 'email' ? 'email' : 'web',
    ...(comment && { comment }),
  };
}
