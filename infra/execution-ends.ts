import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface ExecutionEnds {
  /** ARNs, with `*` for any text; missing for all state machines. */
  readonly stateMachineArns: readonly string[] | undefined;
  readonly status: readonly string[];
  /** ApprovalOutcome, which is started. */
  readonly outcome: IStateMachine;
  /** The executions that do not count, as the start of their ARNs. */
  readonly except?: string;
}

/** Starts ApprovalOutcome when executions have ended, so that it closes the messages of their approvals. */
export function tellEnds(
  scope: Construct,
  id: string,
  { stateMachineArns, status, outcome, except }: ExecutionEnds,
): void {
  const input = { execution: EventField.fromPath('$.detail.executionArn'), ended: true };
  new Rule(scope, id, {
    description: 'Closes the messages of approvals whose execution has ended',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        status,
        ...(stateMachineArns && { stateMachineArn: stateMachineArns.map(matching) }),
        ...(except && { executionArn: [{ 'anything-but': { prefix: except } }] }),
      },
    },
    targets: [new SfnStateMachine(outcome, { input: RuleTargetInput.fromObject(input) })],
  });
}

/** EventBridge compares an ARN exactly, unless the pattern is a wildcard pattern. */
function matching(arn: string) {
  return arn.includes('*') ? { wildcard: arn } : arn;
}
