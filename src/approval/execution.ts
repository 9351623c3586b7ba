import { Refusal } from '../callback/errors.ts';
import { wordingFor } from '../wording/index.ts';

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

/**
 * Whether one of these patterns matches the state machine of an execution. A child of a distributed Map belongs to the
 * state machine before the `/`.
 *
 * @param execution an ARN; any other text matches
 * @param stateMachines ARNs, with `*` for any text
 */
export function isExecutionOf(execution: string, stateMachines: readonly string[]): boolean {
  const [, prefix, name = ''] = /^(arn:.*):execution:([^:]+):/.exec(execution) ?? [];
  if (prefix === undefined) return true;
  const arn = `${prefix}:stateMachine:${name.split('/')[0]}`;
  return stateMachines.some((pattern) => patternOf(pattern).test(arn));
}

function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/**
 * The refusal NotPermitted: the deployment may not complete tasks of the state machine of this execution.
 *
 * @param refusal its `reason` says that it is about the KMS key of the state machine
 */
export function notPermitted(
  execution: string,
  locale: string,
  { reason, cause }: Partial<Pick<Refusal, 'reason' | 'cause'>> = {},
): Refusal {
  const [machine = ''] = workflowOf(execution).split('/');
  const { notPermitted, keyUnusable } = wordingFor(locale);
  const sentence =
    reason === 'KmsAccessDenied' || reason === 'KmsInvalidState' ? keyUnusable[reason] : notPermitted;
  return new Refusal('NotPermitted', sentence(machine), { ...(reason && { reason }), cause });
}
