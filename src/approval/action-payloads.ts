import type { Context, DirectAction, Payload, Task } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import type { RequestAction } from './actions.ts';
import { type Approval, type ApprovalRequest, firstTask, resolutionOf, waitsUntil } from './approval.ts';
import { executionReference } from './execution.ts';
import { plainText } from './rich-text.ts';
import { oneLine } from './text.ts';

/** The answers to a request, with the output and cause of the AWS blog post. */
export function actionsOf(request: ApprovalRequest): readonly DirectAction[] {
  return request.actions.map((action) => actionOf(action, request));
}

function actionOf(
  { name, outcome, output }: RequestAction,
  { name: subject, locale, onReject }: ApprovalRequest,
): DirectAction {
  if (outcome === 'reject' && onReject === 'fail') {
    const cause = wordingFor(locale).rejectedIt(oneLine(plainText(subject)));
    return { name, type: 'failure', error: 'rejected', cause };
  }
  return { name, type: 'success', output: { name_in_output: subject, ...output } };
}

/** The payload with which an action of an approval completes its task. The request's policy is sealed into it. */
export function payloadOf(approval: Approval, action: DirectAction, task: Task, context: Context): Payload {
  const { id: transactionId, request, execution } = approval;
  const until = endsAt(approval);
  const answer = answerOf(action.name, request);
  const since = (request.policy.rounds || answer.inputs) && firstTask(approval)?.event;
  return {
    ...task,
    action,
    transactionId,
    ...(until && { expiresAt: Math.floor(until.getTime() / 1000) }),
    ...(since !== undefined && { since }),
    context: {
      ...request.policy,
      ...answer,
      ...context,
      locale: request.locale,
      execution: executionReference(execution),
    },
  };
}

/** What an answer means and asks for. Of `approve` and `reject`, the name says it. */
function answerOf(name: string, { actions }: ApprovalRequest): Pick<Context, 'outcome' | 'label' | 'inputs'> {
  const action = actions.find((one) => one.name === name);
  return {
    ...(action?.label !== undefined && { label: action.label, outcome: action.outcome }),
    ...(action && action.inputs.length > 0 && { inputs: true as const }),
  };
}

/** When it expires, or has expired. */
function endsAt(approval: Approval): Date | undefined {
  const resolution = resolutionOf(approval);
  return resolution?.status === 'expired' ? resolution.at : waitsUntil(approval);
}
