import { type Decision, decide } from '../approval/decision.ts';
import { earlierResolution } from '../approval/earlier-resolution.ts';
import type { GetHistory } from '../approval/history.ts';
import { LONGEST_BUTTON } from '../approval/surface.ts';
import { isTaskGone, Refusal } from '../callback/errors.ts';
import { openCallback } from '../callback/open-callback.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { Payload } from '../callback/payload.ts';
import type { Sealer } from '../callback/seal.ts';
import { type HttpRequest, type HttpResponse, mediaType, readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';
import { type Answer, renderAnswer } from './answer.ts';
import { accepted, alreadyDecided, question, refused } from './answers.ts';

export interface RespondPorts {
  readonly open: Sealer['open'];
  readonly completeTask: CompleteTask;
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
 * the payload was sealed without `confirm`.
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

async function respond(request: HttpRequest, ports: RespondPorts): Promise<Answer> {
  const startedAt = ports.now();
  const seen: { payload?: Payload } = {};
  const { answer, facts } = await answerTo(request, ports, seen);
  ports.log({
    event: 'respond',
    method: request.method,
    status: answer.statusCode,
    transaction_id: seen.payload?.transactionId,
    action: seen.payload && { name: seen.payload.action.name, type: seen.payload.action.type },
    duration_ms: ports.now() - startedAt,
    ...facts,
  });
  return answer;
}

async function answerTo(
  request: HttpRequest,
  ports: RespondPorts,
  seen: { payload?: Payload },
): Promise<{ answer: Answer; facts: Record<string, unknown> }> {
  try {
    const payload = await openCallback(request.query, ports.open, ports.now());
    seen.payload = payload;
    assertLink(request, payload);
    if (!decides(request, payload)) {
      const earlier = await earlierResolution(payload, ports);
      if (earlier)
        return {
          answer: alreadyDecided(payload, earlier, ports.locale),
          facts: { outcome: 'already_decided' },
        };
      return { answer: question(payload, request.query, ports.locale), facts: { outcome: 'asked' } };
    }
    await decide(payload, deciderOf(request, payload), {
      completeTask: ports.completeTask,
      now: ports.now(),
    });
    return { answer: accepted(payload, ports.locale), facts: { outcome: 'accepted' } };
  } catch (error) {
    return answerToError(error, ports, seen.payload);
  }
}

async function answerToError(error: unknown, ports: RespondPorts, payload: Payload | undefined) {
  if (!(error instanceof Refusal)) {
    const unexpected = new Refusal(
      'ServiceError',
      'Something went wrong on our side. Open the link again to see whether it was recorded.',
    );
    return {
      answer: refused(unexpected, payload, ports.locale),
      facts: { level: 'error' as const, outcome: 'ServiceError', error },
    };
  }
  const facts = { outcome: error.code, ...(error.reason && { reason: error.reason }) };
  if (payload && isTaskGone(error)) {
    return {
      answer: alreadyDecided(payload, await earlierResolution(payload, ports), ports.locale, error),
      facts,
    };
  }
  return { answer: refused(error, payload, ports.locale), facts };
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
  return { via: context?.surface === 'email' ? 'email' : 'web', ...(comment && { comment }) };
}
