import { Refusal } from '../callback/errors.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { isExecutionOf, matchesAny, workflowOf } from './execution.ts';

/** The executions that a deployment can complete, read and stop. */
export interface Served {
  /** ARNs with `*` of their state machines; missing if that is not known. */
  readonly stateMachines?: readonly string[] | undefined;
  /** ARNs with `*` of the durable functions whose callbacks it can complete; missing: none. */
  readonly durableFunctions?: readonly string[] | undefined;
  /** Any ARN of the deployment's account and region; missing if that is not known. */
  readonly ownArn?: string | undefined;
}

/**
 * The refusal NotPermitted for an execution that the deployment does not serve. Step Functions completes a task only for its
 * own account, in its own region.
 *
 * @param execution an ARN; any other text is in the deployment's account and region
 */
export function notServed(
  execution: string,
  { stateMachines, ownArn }: Served,
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

/** The ARN of the function, without its version; any other text as it is. */
function durableFunctionOf(execution: string): string {
  return /^(arn:[^/]*:function:[^:/]+)[^/]*\/durable-execution\//.exec(execution)?.[1] ?? execution;
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

/** The account and the region of an ARN (IAM user guide: "Amazon Resource Names"); undefined for any other text. */
function placeOf(arn: string): { readonly account: string; readonly region: string } | undefined {
  const [prefix, , , region, account] = arn.split(':');
  const isPlace = prefix === 'arn' && region && account && !`${region}${account}`.includes('*');
  return isPlace ? { account, region } : undefined;
}
