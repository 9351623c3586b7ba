import type { GetHistory } from '../approval/history.ts';
import { inTime } from '../approval/in-time.ts';
import { announceVerdict } from '../approval/outcome.ts';
import { BY_ADDRESS } from '../approval/people.ts';
import type { StartExecution } from '../approval/ports.ts';
import { press } from '../approval/press.ts';
import type { PressPorts, Verdict } from '../approval/verdict.ts';
import { Refusal } from '../callback/errors.ts';
import { isReference } from '../callback/payload.ts';
import { type HttpRequest, type HttpResponse, readHttpRequest } from '../http.ts';
import { inOneLine } from '../invocation-log.ts';
import { loadLanguage } from '../wording/index.ts';
import { type OpenLink, readLink } from './link.ts';
import { preferredLanguage } from './negotiate.ts';
import { type LinkRules, toPress } from './press.ts';
import { type Answer, renderAnswer } from './render-answer.ts';
import { answerTo } from './verdict-answer.ts';

export interface RespondPorts extends Omit<PressPorts, 'note' | 'people' | 'open'>, LinkRules {
  readonly openLink: OpenLink;
  /** Told of an execution whose task was completed. */
  readonly forgetHistory?: (execution: string) => void;
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
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
