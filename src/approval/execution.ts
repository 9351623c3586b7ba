/** `STATE_MACHINE:EXECUTION`, the tail of an execution ARN: short enough to be sealed into every payload. */
export function executionReference(executionArn: string): string {
  return executionArn.split(':').slice(-2).join(':');
}

/**
 * The ARN of an execution from its reference.
 *
 * @param stateMachineArn any state machine of the same region and account
 */
export function executionArn(reference: string, stateMachineArn: string): string {
  if (reference.startsWith('arn:')) return reference;
  const [account] = stateMachineArn.split(':stateMachine:');
  return `${account}:execution:${reference}`;
}

/** The name of the state machine that an execution is of. */
export function workflowOf(execution: string): string {
  return execution.split(':').at(-2) ?? execution;
}

/** The name of an execution. */
export function executionName(execution: string): string {
  return execution.split(':').at(-1) ?? execution;
}

/** The name at the end of a state machine's ARN. */
export function stateMachineName(stateMachineArn: string): string {
  return stateMachineArn.slice(stateMachineArn.lastIndexOf(':') + 1);
}
