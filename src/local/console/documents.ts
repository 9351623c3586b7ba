import type { Execution } from '../aws/step-functions/execution.ts';
import { waitingStates } from './execution-view.ts';

/**
 * An execution for programs: what DescribeExecution says (`input` and `output` are JSON text, dates ISO 8601), with
 * `waitingStates`, the names of the states that wait for their task token, and `history`, the events of
 * GetExecutionHistory, oldest first.
 */
export function executionDocument(execution: Execution) {
  return {
    ...execution,
    waitingStates: waitingStates(execution),
    history: execution.history.map((event) => ({ ...event, timestamp: new Date(event.timestamp * 1000) })),
  };
}
