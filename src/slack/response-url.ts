import type { RespondArguments } from '@slack/bolt';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';

/** Sends an answer to the `response_url` of a press or a command. */
export type Respond = (responseUrl: string, answer: RespondArguments) => Promise<void>;

/** The same as for an interactive call of the Web API (src/slack/web-client.ts). */
const RESPOND_WITHIN_MS = 1_200;

/**
 * Sends an answer to a `response_url`. The errors do not contain the URL: with it, anyone can answer in the name of the
 * app.
 */
export const respond: Respond = async (responseUrl, answer) => {
  const problem = await post(responseUrl, answer).catch(codeOf);
  if (problem !== undefined) throw new Error(`Slack did not take the answer: ${problem}.`);
};

/** @returns the problem that Slack names, such as `expired_url`, or the status; undefined if there is none */
async function post(responseUrl: string, answer: RespondArguments): Promise<string | undefined> {
  const response = await fetch(responseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer),
    signal: AbortSignal.timeout(RESPOND_WITHIN_MS),
  });
  const body = parse(await response.text());
  if (isObject(body) && body.ok === false) return String(body.error);
  return response.ok ? undefined : `status ${response.status}`;
}

/** Slack answers with JSON, or with a text such as "ok". */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Such as ECONNRESET or TimeoutError. */
function codeOf({ name, cause }: Error): string {
  return String((cause as { code?: unknown } | undefined)?.code ?? name);
}

/**
 * Answers a press by its `response_url`, which also works where the app is not in the channel: 5 times within 30 minutes.
 *
 * @returns false if there is no such URL, or Slack does not take the answer. Then the Web API may work
 */
export async function responded(
  responseUrl: string | undefined,
  answer: RespondArguments,
  ports: { readonly respond: Respond; readonly log: Log },
): Promise<boolean> {
  if (!responseUrl) return false;
  try {
    await ports.respond(responseUrl, answer);
    return true;
  } catch (error) {
    ports.log({ level: 'warn', event: 'response_url_failed', error });
    return false;
  }
}
