import { Refusal } from '../callback/errors.ts';
import { type Wording, wordingFor } from '../wording/index.ts';

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

/** The ARN of the function, without its version; any other text as it is. */
function durableFunctionOf(execution: string): string {
  return /^(arn:[^/]*:function:[^:/]+)[^/]*\/durable-execution\//.exec(execution)?.[1] ?? execution;
}

/**
 * The refusal NotPermitted for the execution of a durable function whose callbacks the deployment may not complete.
 *
 * @param execution its ARN
 * @param durableFunctions ARNs of functions without a version, with `*` for any text; missing: no function
 */
export function foreignFunction(
  execution: string,
  durableFunctions: readonly string[] = [],
  locale: string,
): Refusal | undefined {
  if (matchesAny(durableFunctionOf(execution), durableFunctions)) return undefined;
  return new Refusal('NotPermitted', wordingFor(locale).notPermitted.callback(workflowOf(execution)));
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

/** The executions that a deployment can complete, read and stop. */
export interface Reachable {
  /** ARNs with `*` of their state machines; missing if that is not known. */
  readonly stateMachines?: readonly string[] | undefined;
  /** ARNs with `*` of the durable functions whose callbacks it can complete; missing: none. */
  readonly durableFunctions?: readonly string[] | undefined;
  /** Any ARN of the deployment's account and region; missing if that is not known. */
  readonly ownArn?: string | undefined;
}

/**
 * The refusal NotPermitted for an execution that the deployment cannot reach. Step Functions completes a task only for its
 * own account, in its own region.
 *
 * @param execution an ARN; any other text is in the deployment's account and region
 */
export function unreachable(
  execution: string,
  { stateMachines, ownArn }: Reachable,
  locale: string,
): Refusal | undefined {
  const place = placeOf(execution);
  const own = ownArn === undefined ? undefined : placeOf(ownArn);
  if (place && own && (place.account !== own.account || place.region !== own.region)) {
    return new Refusal('NotPermitted', wordingFor(locale).elsewhere(place, own));
  }
  if (!stateMachines || isExecutionOf(execution, stateMachines)) return undefined;
  return notPermitted(execution, locale);
}

/** The account and the region of an ARN (IAM user guide: "Amazon Resource Names"); undefined for any other text. */
function placeOf(arn: string): { readonly account: string; readonly region: string } | undefined {
  const [prefix, , , region, account] = arn.split(':');
  const isPlace = prefix === 'arn' && region && account && !`${region}${account}`.includes('*');
  return isPlace ? { account, region } : undefined;
}

/**
 * The refusal NotPermitted: the deployment may not do this with the state machine of this execution.
 *
 * @param refusal its `reason` says that it is about the KMS key of the state machine
 * @param what complete its tasks, or stop or start its executions
 */
export function notPermitted(
  execution: string,
  locale: string,
  { reason, cause }: Partial<Pick<Refusal, 'reason' | 'cause'>> = {},
  what: Exclude<keyof Wording['notPermitted'], 'callback'> = 'complete',
): Refusal {
  const { notPermitted, keyUnusable } = wordingFor(locale);
  const sentence =
    reason === 'KmsAccessDenied' || reason === 'KmsInvalidState' ? keyUnusable[reason] : notPermitted[what];
  return new Refusal('NotPermitted', sentence(workflowOf(execution)), { ...(reason && { reason }), cause });
}
