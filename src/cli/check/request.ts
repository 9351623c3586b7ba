import { objectIn } from '../../callback/json.ts';
import type { Members } from './states.ts';
import { memberOf } from './values.ts';
import type { WaitingTask } from './waiting-task.ts';

/** The members of a request with which it can need several votes (docs/approvals.md). */
const RULES = ['approvals', 'rejections', 'unanimous', 'stages', 'delegation'];

/** Whether a request can need several votes, as far as the definition says. */
export function mayNeedVotes(task: WaitingTask): boolean {
  const request = requestOf(task);
  return !request || RULES.some((rule) => memberOf(request, rule, task.language) !== undefined);
}

/** Whether a rejection can fail the task: it may be an output, or no answer may reject. */
export function mayFail(task: WaitingTask): boolean {
  const { on_reject: onReject, actions } = requestOf(task) ?? {};
  const answers = Array.isArray(actions) ? actions.map((action) => objectIn(action).outcome) : ['reject'];
  const noneRejects = answers.every((outcome) => outcome === 'approve' || outcome === 'other');
  return onReject !== 'return' && !noneRejects;
}

/** The request, as far as it is written in the definition; undefined if an expression gives it. */
export function requestOf({ payload, language }: WaitingTask): Members | undefined {
  const request = payload && memberOf(payload, 'request', language);
  return request && 'literal' in request ? objectIn(request.literal) : undefined;
}
