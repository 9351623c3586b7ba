import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const NOT_OF_OUTCOME = [
  {
    'anything-but': {
      prefix: 'arn:aws:states:eu-central-1:123456789012:execution:Countersign-ApprovalOutcome:',
    },
  },
];

describe.each([
  ['with Slack', EVERYTHING],
  ['without Slack', { emails: 'a@example.com' }],
])('the rules for executions that end, %s,', (_, context) => {
  const { ofType, resolve, permissionsOf, named } = synthesized(context);
  const rules = ofType('AWS::Events::Rule').map(({ Properties }) => Properties);

  it('watch the ends of all executions of this state machine', () => {
    expect(
      rules.map(({ EventPattern: pattern }) => ({ ...pattern, detail: resolve(pattern.detail) })),
    ).toEqual(
      [['ABORTED', 'TIMED_OUT', 'FAILED'], ['SUCCEEDED']].map((status) => ({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [
            'arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-ApprovalEmails',
          ],
          status,
        },
      })),
    );
  });

  it('start ApprovalOutcome with the execution, and may start nothing else', () => {
    for (const { State, EventBusName, Targets } of rules) {
      expect(State).toBe('ENABLED');
      expect(EventBusName).toBeUndefined();
      const [{ Arn, InputTransformer, RoleArn }] = Targets;
      expect(resolve(Arn)).toBe('arn:ApprovalWorkflowApprovalOutcome');
      expect(InputTransformer).toEqual({
        InputPathsMap: { 'detail-executionArn': '$.detail.executionArn' },
        InputTemplate: '{"execution":<detail-executionArn>,"ended":true}',
      });
      expect(permissionsOf(RoleArn)).toEqual([
        'states:StartExecution on arn:ApprovalWorkflowApprovalOutcome',
      ]);
    }
    expect(named('AWS::StepFunctions::StateMachine', 'ApprovalWorkflowApprovalOutcome')).toBeDefined();
  });
});

it('only the API may call a function', () => {
  const principals = synthesized(EVERYTHING)
    .ofType('AWS::Lambda::Permission')
    .map(({ Properties }) => Properties.Principal);
  expect(new Set(principals)).toEqual(new Set(['apigateway.amazonaws.com']));
});

it('with all state machines of the account, only the own executions that succeed are watched: the number of others is not known', () => {
  const { ofType, resolve } = synthesized({ ...EVERYTHING, stateMachines: 'all' });
  expect(
    ofType('AWS::Events::Rule').map(({ Properties }) => resolve(Properties.EventPattern.detail)),
  ).toEqual([
    { status: ['ABORTED', 'TIMED_OUT', 'FAILED'], executionArn: NOT_OF_OUTCOME },
    {
      status: ['SUCCEEDED'],
      stateMachineArn: ['arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-ApprovalEmails'],
    },
  ]);
});

it('a pattern that matches ApprovalOutcome does not start it with its own ends, again and again', () => {
  const stateMachines = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-*';
  const { ofType, resolve } = synthesized({ ...EVERYTHING, stateMachines });
  const details = ofType('AWS::Events::Rule').map(({ Properties }) =>
    resolve(Properties.EventPattern.detail),
  );
  expect(details).toMatchObject([{ executionArn: NOT_OF_OUTCOME }, { executionArn: NOT_OF_OUTCOME }]);
});

it('a deployment that sends no requests has no rule, because it has no results to tell', () => {
  const onlyUrls = synthesized({ stateMachines: 'all' });
  expect(onlyUrls.ofType('AWS::Events::Rule')).toEqual([]);
});
