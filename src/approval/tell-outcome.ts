import { inOneLine, type Note } from '../invocation-log.ts';
import { approvalId } from './approval-id.ts';
import { doStep, type StepPorts } from './do-outcome-step.ts';
import { executionReference } from './execution.ts';
import { startOutcome, startOutcomes } from './outcome.ts';
import { type FindPorts, findSteps } from './outcome-steps.ts';
import { type OutcomeTask, parseOutcomeTask, type Step } from './outcome-task.ts';
import { readApprovals } from './read-approvals.ts';
import { approvalReported } from './reported-end.ts';
import { foreignFunction } from './served.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface OutcomePorts extends FindPorts, StepPorts {
  /** ARNs with `*` of the durable functions that may report how approvals ended; missing: none. */
  readonly durableFunctions?: readonly string[] | undefined;
}

/**
 * Tells how approvals ended. State machines call it, and call it again after an error that passes.
 *
 * @param event one of
 *   - `{execution, entered}` from a state such as SendConfirmation, which was entered at that time, or
 *     `{execution, ended: true}` from the EventBridge rule: starts ApprovalOutcome for each approval that has ended;
 *   - `{callback_id, execution, request, messages, output}` from a durable function, or with `error` and `cause` in place of the
 *     output: starts ApprovalOutcome for its approval;
 *   - the input of ApprovalOutcome: finds what is to be told;
 *   - the same with `surface` and `step`: does this step
 * @returns the steps; none if there is nothing more to do
 * @throws {Refusal} InvalidRequest; NotPermitted for a durable function that the deployment does not know;
 *   `Countersign.TryAgain` if the same event may succeed later, and does nothing twice
 * @throws another error after a message that may have been sent
 */
export function tellOutcome(
  event: unknown,
  ports: OutcomePorts,
): Promise<{ readonly steps: readonly Step[] }> {
  return inOneLine('tell_outcome', ports, async (note) => {
    const task = parseOutcomeTask(event, ports.now());
    switch (task.kind) {
      case 'start':
        await startAll(task, ports, note);
        return { steps: [] };
      case 'report':
        await startReported(task, ports, note);
        return { steps: [] };
      case 'find':
        return { steps: await findSteps(task.input, ports, note) };
      case 'do':
        note({ execution: task.input.execution, ...task.step });
        await doStep(task.step, task.input, ports);
        return { steps: [] };
    }
  });
}

async function startAll(
  { execution, isComplete }: OutcomeTask & { readonly kind: 'start' },
  ports: OutcomePorts,
  note: Note,
): Promise<void> {
  note({ execution: executionReference(execution) });
  const history = await orTryAgain(ports.getHistory(execution));
  // The last events may come into the history a moment later.
  if (!isComplete(history)) throw tryAgain(new Error('The history does not contain the last events yet.'));
  const approvals = readApprovals(history, execution, ports);
  const ended = await orTryAgain(startOutcomes(approvals, ports.startOutcomeExecution, ports.now()));
  note({ transaction_ids: ended.map(({ id }) => id) });
}

async function startReported(
  { callbackId, execution, reported }: OutcomeTask & { readonly kind: 'report' },
  ports: OutcomePorts,
  note: Note,
): Promise<void> {
  const id = approvalId(callbackId);
  note({ execution: executionReference(execution), transaction_id: id });
  const refusal = foreignFunction(execution, ports.durableFunctions, ports.locale);
  if (refusal) throw refusal;
  // Refused here, and not only in ApprovalOutcome: the durable function learns what is wrong.
  const { status } = (await approvalReported(reported, { execution, id }, ports)).state.resolution;
  await orTryAgain(
    startOutcome({ execution, token: callbackId, status, reported }, ports.startOutcomeExecution),
  );
}
