import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const ASL = readFileSync(new URL('../../src/workflow/approval-emails.asl.json', import.meta.url), 'utf8');

describe('the approval workflow', () => {
  const { only, ofType, resolve, functionOf } = synthesized(EVERYTHING);
  const machine = only('AWS::StepFunctions::StateMachine');
  const definition = deployedDefinition();
  const { SendApprovalRequest, SendConfirmation } = definition.States;

  it('is the definition that the local stack runs', () => {
    expect(JSON.parse(machine.DefinitionString)).toEqual(JSON.parse(ASL));
  });

  it('is valid Amazon States Language', () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it('has the two functions substituted, and nothing left to substitute', () => {
    expect(machine.DefinitionSubstitutions).toEqual({
      RequestApprovalFunction: { 'Fn::GetAtt': [functionOf('request-approval')?.id, 'Arn'] },
      AnnounceDecisionFunction: { 'Fn::GetAtt': [functionOf('announce-decision')?.id, 'Arn'] },
    });
    expect(SendApprovalRequest.Parameters.FunctionName).toBe('arn:ApprovalWorkflowRequestApproval');
    expect(SendConfirmation.Parameters.FunctionName).toBe('arn:ApprovalWorkflowAnnounceDecision');
    expect(JSON.stringify(definition)).not.toContain('${');
  });

  it('waits for the task token, for no longer than it tells the function', () => {
    expect(Object.keys(definition.States)).toEqual(['SendApprovalRequest', 'SendConfirmation', 'Decided']);
    expect(SendApprovalRequest.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
    expect(SendApprovalRequest.Parameters.Payload['token.$']).toBe('$$.Task.Token');
    expect(SendApprovalRequest.TimeoutSeconds).toBe(604_800);
    expect(SendApprovalRequest.Parameters.Payload.timeout_seconds).toBe(SendApprovalRequest.TimeoutSeconds);
  });

  it('asks once, and announces a rejection and a timeout too', () => {
    // Only where the function never ran: it would ask twice.
    expect(SendApprovalRequest.Retry).toEqual([{ ErrorEquals: ['Lambda.TooManyRequestsException'] }]);
    expect(SendApprovalRequest.Catch).toEqual([
      { ErrorEquals: ['rejected', 'States.Timeout'], ResultPath: '$.output', Next: 'SendConfirmation' },
    ]);
    expect(SendApprovalRequest.Next).toBe('SendConfirmation');
    expect(SendConfirmation.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Decided' },
    ]);
    expect(definition.States.Decided).toMatchObject({ Type: 'Succeed' });
  });

  it('logs every event without its data, which holds the task token, and traces', () => {
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine.LoggingConfiguration.Destinations).toHaveLength(1);
    expect(machine.TracingConfiguration).toEqual({ Enabled: true });
  });

  it('mails to the addresses that were given, encrypted and over TLS only', () => {
    const subscriptions = ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions.map(({ Protocol, Endpoint }) => `${Protocol}:${Endpoint}`)).toEqual([
      'email:a@example.com',
      'email:b@example.com',
    ]);
    expect(resolve(only('AWS::SNS::Topic').KmsMasterKeyId)).toMatch(/:alias\/aws\/sns$/);
    expect(only('AWS::SNS::TopicPolicy').PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  it('mails to an address what is for all, and what is for it', () => {
    const subscriptions = ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions.map(({ FilterPolicy }) => FilterPolicy)).toEqual([
      { to: ['a@example.com', { exists: false }] },
      { to: ['b@example.com', { exists: false }] },
    ]);
    expect(subscriptions.every((subscription) => !('FilterPolicyScope' in subscription))).toBe(true);
  });

  it('filters by small letters, as mails are addressed', () => {
    const { Endpoint, FilterPolicy } = synthesized({ emails: 'Ann@Example.com' }).only(
      'AWS::SNS::Subscription',
    );
    expect(Endpoint).toBe('Ann@Example.com');
    expect(FilterPolicy).toEqual({ to: ['ann@example.com', { exists: false }] });
  });

  /** As CloudFormation would hand it to Step Functions. */
  function deployedDefinition() {
    const text: string = machine.DefinitionString;
    return JSON.parse(
      text.replace(/\$\{(\w+)\}/g, (_, name) => String(resolve(machine.DefinitionSubstitutions[name]))),
    );
  }
});
