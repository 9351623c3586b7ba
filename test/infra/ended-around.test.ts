import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

describe.each([
  ['with Slack', EVERYTHING],
  ['without Slack', { emails: 'a@example.com' }],
])('the rule for what ends around the state machine, %s,', (_, context) => {
  const { only, ofType, resolve, functionOf } = synthesized(context);
  const rule = only('AWS::Events::Rule');

  it('sees executions of this state machine that were stopped, timed out or failed', () => {
    expect(rule.State).toBe('ENABLED');
    expect(rule.EventBusName).toBeUndefined();
    expect({ ...rule.EventPattern, detail: resolve(rule.EventPattern.detail) }).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: ['arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-ApprovalEmails'],
        status: ['ABORTED', 'TIMED_OUT', 'FAILED'],
      },
    });
  });

  it('hands the whole event to announce-decision, and not for ever', () => {
    expect(rule.Targets).toHaveLength(1);
    const [{ Id: _id, ...target }] = rule.Targets;
    expect(target).toEqual({
      Arn: { 'Fn::GetAtt': [functionOf('announce-decision')?.id, 'Arn'] },
      RetryPolicy: { MaximumRetryAttempts: 2 },
    });
  });

  it('may call announce-decision, and nothing else of EventBridge may call anything', () => {
    const permissions = ofType('AWS::Lambda::Permission')
      .map(({ Properties }) => Properties)
      .filter(({ Principal }) => Principal === 'events.amazonaws.com');
    expect(permissions.map((permission) => resolve(permission))).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: 'arn:ApprovalWorkflowAnnounceDecision',
        Principal: 'events.amazonaws.com',
        SourceArn: expect.stringMatching(/^arn:ApprovalWorkflowEndedAround/),
      },
    ]);
  });
});

it('Nobody but the API and this rule may call a function', () => {
  const principals = synthesized(EVERYTHING)
    .ofType('AWS::Lambda::Permission')
    .map(({ Properties }) => Properties.Principal);
  expect(new Set(principals)).toEqual(new Set(['apigateway.amazonaws.com', 'events.amazonaws.com']));
});

it('There is no rule where nobody is asked: what fails in the account is no business of ours', () => {
  const onlyUrls = synthesized({ stateMachines: 'all' });
  expect(onlyUrls.ofType('AWS::Events::Rule')).toEqual([]);
});
