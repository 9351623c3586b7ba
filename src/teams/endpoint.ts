import { answerInTime } from '../approval/answer-in-time.ts';
import type { ChangeProgress } from '../approval/until-deadline.ts';
import { isObject, objectIn, parseJson, toJson } from '../callback/json.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from '../http.ts';
import { inOneLine } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Delivered, readActivity, textOf } from './activity.ts';
import { textAnswer } from './commands/answer.ts';
import { ANSWER_WITHIN_MS, lateText, PRESS_WITHIN_MS, portsUntilDeadline } from './deadline.ts';
import { tell } from './invoke-answer.ts';
import { placeIn } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { EndpointPorts } from './ports.ts';
import { type Answer, route } from './route.ts';
import { type createVerifier, RefusedDelivery } from './verify.ts';

/**
 * The HTTP endpoint for Teams. Verifies the token first, then parses the body, then verifies that the token is for it. Never
 * throws.
 */
export function createTeamsEndpoint(
  ports: EndpointPorts,
  verify: ReturnType<typeof createVerifier>,
): (request: HttpRequest) => Promise<HttpResponse> {
  return async ({ headers, body }) => {
    const receivedAt = ports.now();
    try {
      const token = await verify(headers.authorization);
      const json = parse(body);
      if (json) token.assertFor(json);
      const activity = json && readActivity(json);
      if (!activity) return refused(400, 'The body is no activity.', ports);
      const answer = await handle(activity, receivedAt, ports);
      return jsonResponse(answer.status, answer.body ?? {});
    } catch (error) {
      if (error instanceof RefusedDelivery) return refused(error.status, error.message, ports);
      ports.log({ level: 'error', event: 'teams_failed', error });
      return jsonResponse(500, { error: 'Something went wrong.' });
    }
  };
}

function refused(status: number, reason: string, { log }: EndpointPorts): HttpResponse {
  log({ event: 'teams_refused', status, reason });
  return jsonResponse(status, { error: reason });
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  const json = parseJson(body.toString('utf8'));
  // A follow-up writes it again, which is not possible if it is nested more deeply than the stack.
  return isObject(json) && toJson(json) !== undefined ? json : undefined;
}

/** Handles one activity, in one line of the log, and answers in time. */
function handle(activity: Delivered, receivedAt: number, ports: EndpointPorts): Promise<Answer> {
  return inOneLine('teams', ports, (note) => {
    note(identify(activity));
    const within = activity.type === 'invoke' ? PRESS_WITHIN_MS : ANSWER_WITHIN_MS;
    const deadline = ports.timeout(Math.max(0, receivedAt + within - ports.now()));
    return answerInTime<Answer>(
      { deadline, note },
      { log: ports.log, now: ports.now, lateEvent: 'teams_late' },
      (lateNote, progress) =>
        route(activity, portsUntilDeadline(ports, { deadline, note: lateNote, progress })),
      (progress) => lateAnswer(activity, progress, ports),
    );
  });
}

async function lateAnswer(
  activity: Delivered,
  progress: ChangeProgress,
  ports: EndpointPorts,
): Promise<Answer> {
  const text = lateText(progress, wordingFor(ports.locale), `@${ports.appName}`);
  if (activity.type === 'invoke') return { status: 200, body: tell(text) };
  if (activity.type === 'message') {
    await ports.connector.send(placeIn(activity), textAnswer(text)).catch((error: unknown) => {
      ports.log({ level: 'error', event: 'reply_failed', surface: TEAMS, error });
    });
  }
  return { status: 200 };
}

/** The kind and the name of a delivery, and the person. Never the text that the person wrote. */
function identify({ type, name, from, value }: Delivered) {
  const verb = textOf(objectIn(value.action).verb);
  return { kind: type, ...(name && { name }), ...(verb && { verb }), user_id: from?.aadObjectId };
}
