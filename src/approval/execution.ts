/**
 * `STATE_MACHINE:EXECUTION`, the tail of an execution ARN: short enough to be sealed into every payload. A child of a
 * distributed Map is `STATE_MACHINE/LABEL:EXECUTION`.
 */
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

/** The name of the state machine or the function that an execution is of. A child of a distributed Map is of the machine of the Map. */
export function workflowOf(execution: string): string {
  const [machine = execution] = (execution.split(':').at(-2) ?? execution).split('/');
  return machine;
}

/**
 * Whether this is the execution of a durable function, which has no history that can be read:
 * `arn:aws:lambda:…:function:NAME:VERSION/durable-execution/…`, or the tail of it.
 */
export function isDurable(execution: string): boolean {
  return execution.includes('/durable-execution/');
}

/** The name of an execution. */
export function executionName(execution: string): string {
  return execution.split(':').at(-1) ?? execution;
}

/**
 * An execution as lists show it, and as people name it: its name, with its state machine in front unless that is the
 * deployment's own.
 *
 * @param ownMachine the ARN of the deployment's own state machine
 */
export function shownExecution(execution: string, ownMachine: string): string {
  const reference = executionReference(execution);
  const own = `${stateMachineName(ownMachine)}:`;
  return reference.startsWith(own) ? reference.slice(own.length) : reference;
}

/** The name at the end of a state machine's ARN. */
export function stateMachineName(stateMachineArn: string): string {
  return stateMachineArn.slice(stateMachineArn.lastIndexOf(':') + 1);
}

/**
 * Whether one of these patterns matches the state machine of an execution.
 *
 * @param execution an ARN; any other text matches
 * @param stateMachines ARNs, with `*` for any text
 */
export function isExecutionOf(execution: string, stateMachines: readonly string[]): boolean {
  const [, prefix] = /^(arn:.*):execution:[^:]+:/.exec(execution) ?? [];
  if (prefix === undefined) return true;
  return matchesAny(`${prefix}:stateMachine:${workflowOf(execution)}`, stateMachines);
}

/** Whether one of these patterns, with `*` for any text, matches an ARN. */
export function matchesAny(arn: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => patternOf(pattern).test(arn));
}

function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
