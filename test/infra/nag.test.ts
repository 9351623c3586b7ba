import { Stack, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../infra/checked-app.ts';
import { BOT, type Context, deployment, EVERYTHING, TEAMS_ONLY, WEBHOOK_ONLY } from './synthesized.ts';

const STATES = 'arn:aws:states:eu-central-1:123456789012';

const OPTIONS: readonly Context[] = [
  {},
  BOT,
  TEAMS_ONLY,
  WEBHOOK_ONLY,
  { ...EVERYTHING, alarmEmails: 'ops@example.com' },
  { ...EVERYTHING, mailFrom: 'approvals@example.com' },
  { ...EVERYTHING, encryption: 'false' },
  { ...EVERYTHING, urlFormat: '2' },
  { ...EVERYTHING, stateMachines: 'all' },
  { ...EVERYTHING, stateMachines: `${STATES}:stateMachine:Release-*,${STATES}:activity:Weigh` },
  {
    ...EVERYTHING,
    domainName: 'approvals.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1',
  },
  { ...EVERYTHING, durableFunctions: 'arn:aws:lambda:eu-central-1:123456789012:function:release' },
  { ...EVERYTHING, stateMachineKeys: 'arn:aws:kms:eu-central-1:123456789012:key/1' },
];

/** The functions. All of them write traces. */
const FUNCTIONS = [
  'ApprovalWorkflow/RequestApproval',
  'ApprovalWorkflow/TellOutcome',
  'ApprovalWorkflow/Tick',
  'CallbackApi/CreateUrls',
  'CallbackApi/Respond',
  'SlackEndpoint/Slack',
  'TeamsEndpoint/Teams',
];

describe('cdk-nag', () => {
  it.each(OPTIONS)('finds no problem in a deployment with %j', (context) => {
    const stack = deployment(context);
    const { violations, success } = new AwsSolutionsChecks().validateScope(stack);
    expect(
      violations.map(({ ruleName, violatingResources: [at] }) => `${ruleName} ${at?.constructPath}`),
    ).toEqual([]);
    expect(success).toBe(true);
  });

  it('stops an app that has a problem', () => {
    const app = createApp();
    new Topic(new Stack(app, 'Careless'), 'Topic');
    expect(() => app.synth()).toThrow(/SSL.*AwsSolutions-SNS3/s);
  });

  it('has exactly these exceptions, each with a reason', () => {
    const exceptions = acknowledged(deployment({ ...EVERYTHING, stateMachines: 'all' }));
    expect([...new Set(exceptions.map(({ rule, at }) => `${rule} at ${at}`))].sort()).toEqual(
      [
        'AwsSolutions-APIG4 at CallbackApi/Http/ANY--respond',
        'AwsSolutions-APIG4 at CallbackApi/Http/POST--slack--events',
        'AwsSolutions-APIG4 at CallbackApi/Http/POST--teams--messages',
        'AwsSolutions-IAM5[*] at ApprovalWorkflow/ApprovalEmails/Role',
        'AwsSolutions-IAM5[*] at ApprovalWorkflow/ApprovalOutcome/Role',
        'AwsSolutions-IAM5[*] at ApprovalWorkflow/ApprovalTimer/Role',
        'AwsSolutions-IAM5[*] at SlackEndpoint/SlackFindsStateMachines',
        'AwsSolutions-IAM5[*] at TeamsEndpoint/TeamsFindsStateMachines',
        ...FUNCTIONS.map((path) => `AwsSolutions-IAM5[*] at ${path}Traces`),
        'AwsSolutions-IAM5[execution:*] at ApprovalWorkflow/RequestApprovalRole',
        'AwsSolutions-IAM5[execution:Countersign-ApprovalTimer:*] at ApprovalWorkflow/RequestApprovalRole',
        'AwsSolutions-IAM5[execution:*] at ApprovalWorkflow/TellOutcomeRole',
        'AwsSolutions-IAM5[execution:Countersign-ApprovalTimer:*] at ApprovalWorkflow/TellOutcomeRole',
        'AwsSolutions-IAM5[execution:*] at ApprovalWorkflow/TickRole',
        'AwsSolutions-IAM5[execution:Countersign-ApprovalTimer:*] at ApprovalWorkflow/TickRole',
        'AwsSolutions-IAM5[stateMachine:*] at ApprovalWorkflow/TickRole',
        'AwsSolutions-IAM5[activity:*] at ApprovalWorkflow/TickRole',
        'AwsSolutions-IAM5[execution:*] at CallbackApi/RespondRole',
        'AwsSolutions-IAM5[execution:*] at SlackEndpoint/SlackRole',
        'AwsSolutions-IAM5[execution:*] at TeamsEndpoint/TeamsRole',
        'AwsSolutions-IAM5[stateMachine:*] at CallbackApi/RespondRole',
        'AwsSolutions-IAM5[stateMachine:*] at SlackEndpoint/SlackRole',
        'AwsSolutions-IAM5[stateMachine:*] at TeamsEndpoint/TeamsRole',
        'AwsSolutions-IAM5[activity:*] at CallbackApi/RespondRole',
        'AwsSolutions-IAM5[activity:*] at SlackEndpoint/SlackRole',
        'AwsSolutions-IAM5[activity:*] at TeamsEndpoint/TeamsRole',
        'AwsSolutions-SMG4 at SlackEndpoint/Secret',
        'AwsSolutions-SMG4 at TeamsEndpoint/Secret',
      ].sort(),
    );
    for (const { reason } of exceptions) expect(reason).toMatch(/^[A-Z].{20,}\.$|^[A-Z].{20,}\)\.$/);
  });
});

/** The exceptions for cdk-nag, with the end of each ARN. */
function acknowledged(stack: IConstruct) {
  return stack.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({
        rule: id.replace(/^.*::(?=AwsSolutions-)/, '').replace(/Resource::(?:arn:.*<AWS::AccountId>:)?/, ''),
        at: construct.node.path.replace('Countersign/Default/', ''),
        reason,
      })),
  );
}
