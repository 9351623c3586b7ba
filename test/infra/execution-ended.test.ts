import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

describe.each([
  ['with Slack', EVERYTHING],
  ['without Slack', { emails: 'a@example.com' }],
])('the rule for executions that end, %s,', (_, context) => {
  const { only, ofType, resolve, functionOf } = synthesized(context);
  const rule = only('AWS::Events::Rule');

  it('watches the ends of all executions of this state machine', () => {
    expect(rule.State).toBe('ENABLED');
    expect(rule.EventBusName).toBeUndefined();
    expect({ ...rule.EventPattern, detail: resolve(rule.EventPattern.detail) }).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: ['arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-ApprovalEmails'],
        status: ['SUCCEEDED', 'ABORTED', 'TIMED_OUT', 'FAILED'],
      },
    });
  });

  it('passes the whole event to announce-decision, with at most two retries', () => {
    expect(rule.Targets).toHaveLength(1);
    const [{ Id: _id, ...target }] = rule.Targets;
    expect(target).toEqual({
      Arn: { 'Fn::GetAtt': [functionOf('announce-decision')?.id, 'Arn'] },
      RetryPolicy: { MaximumRetryAttempts: 2 },
    });
  });

  it('may call announce-decision, and EventBridge may call no other function', () => {
    const permissions = ofType('AWS::Lambda::Permission')
      .map(({ Properties }) => Properties)
      .filter(({ Principal }) => Principal === 'events.amazonaws.com');
    expect(permissions.map((permission) => resolve(permission))).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: 'arn:ApprovalWorkflowAnnounceDecision',
        Principal: 'events.amazonaws.com',
        SourceArn: expect.stringMatching(/^arn:ApprovalWorkflowExecutionEnded/),
      },
    ]);
  });
});

it('only the API and this rule may call a function', () => {
  const principals = synthesized(EVERYTHING)
    .ofType('AWS::Lambda::Permission')
    .map(({ Properties }) => Properties.Principal);
  expect(new Set(principals)).toEqual(new Set(['apigateway.amazonaws.com', 'events.amazonaws.com']));
});

it('with all state machines of the account, the rule leaves out those that succeed: their number is not known', () => {
  const rule = synthesized({ ...EVERYTHING, stateMachines: 'all' }).only('AWS::Events::Rule');
  expect(rule.EventPattern.detail).toEqual({ status: ['ABORTED', 'TIMED_OUT', 'FAILED'] });
});

it('a deployment that sends no requests has no rule, because it has no results to announce', () => {
  const onlyUrls = synthesized({ stateMachines: 'all' });
  expect(onlyUrls.ofType('AWS::Events::Rule')).toEqual([]);
});
