import { readDuration } from '../../approval/duration.ts';
import { parseRequest } from '../../approval/request.ts';
import { assertNotMisspelt } from '../../approval/spelling.ts';
import { Refusal } from '../../callback/errors.ts';
import { objectIn } from '../../callback/json.ts';
import { NOTATION } from '../../wiring/notation.ts';
import { type Finding, problem, warning, when } from './finding.ts';
import { requestOf } from './request.ts';
import { withoutExpressions } from './stand-ins.ts';
import { listOf, type Members, reachableFrom } from './states.ts';
import type { WaitingTask } from './waiting-task.ts';

/** Whether the request that is written in a state is accepted, comes in time, and is answered as the machine expects. */
export function checkRequest(task: WaitingTask): readonly Finding[] {
  const request = requestOf(task);
  if (!request) return [];
  return [...checkAccepted(request, task), ...checkTimes(request, task), ...checkOthers(request, task)];
}

function checkAccepted(request: Members, { isNamed, language }: WaitingTask): readonly Finding[] {
  try {
    const input = withoutExpressions(request, language);
    assertNotMisspelt(input, NOTATION.channelMembers);
    parseRequest(input, { locale: 'en', ...NOTATION }, '');
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const finding = isNamed ? problem : warning;
    return [
      finding(
        'request-refused',
        `Its request is refused with InvalidRequest as it is written: ${error.message}`,
      ),
    ];
  }
}

/** Reminders and escalations that never come: a request waits for less than their time. */
function checkTimes(request: Members, { timeout }: WaitingTask): readonly Finding[] {
  const seconds = timeout && 'literal' in timeout ? Number(timeout.literal) : Number.NaN;
  const { after, before_expiry: beforeExpiry } = objectIn(request.remind);
  const stages = [request, ...listOf(request.stages)];
  const times = [
    { member: 'remind.after', time: after },
    { member: 'remind.before_expiry', time: beforeExpiry },
    ...stages
      .flatMap(({ escalate }) => listOf(escalate))
      .map(({ after }) => ({ member: 'escalate', time: after })),
  ];
  return times
    .filter(({ time }) => (readDuration(time) ?? 0) >= seconds)
    .map(({ member, time }) =>
      warning(
        'never-due',
        `In its request, ${member} is ${time}, but the request expires after ${seconds} seconds. Shorten it, or let the request wait longer.`,
      ),
    );
}

/** An answer that is neither an approval nor a rejection completes the task. */
function checkOthers(request: Members, { state, siblings }: WaitingTask): readonly Finding[] {
  const others = listOf(request.actions).filter(({ outcome }) => outcome === 'other');
  const branches = reachableFrom(state.Next, siblings)
    .map((name) => objectIn(siblings[name]))
    .some(
      ({ Type: type, Choices: choices }) =>
        type === 'Choice' && /\b(?:outcome|action)\b/.test(JSON.stringify(choices)),
    );
  return when(
    others.length > 0 && !branches,
    warning(
      'other-as-approval',
      `After the answer ${others.map(({ name }) => `“${name}”`).join(' or ')}, the machine goes on as after an approval. Let a Choice state branch on decision.outcome, which is approve or other.`,
    ),
  );
}
