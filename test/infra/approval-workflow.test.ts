import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const OUTCOME = readFileSync(new URL('../../workflow/approval-outcome.asl.json', import.meta.url), 'utf8');
const ASL = readFileSync(new URL('../../workflow/approval-emails.asl.json', import.meta.url), 'utf8');

describe('the approval workflow', () => {
  const { named, resolve, functionOf } = synthesized(EVERYTHING);
  const machine = named('AWS::StepFunctions::StateMachine', 'ApprovalWorkflowApprovalEmails');
  const definition = deployedDefinition(machine);
  const { SendApprovalRequest, SendConfirmation } = definition.States;

  it('has the same definition as the local stack', () => {
    expect(machine.DefinitionString).toBe(ASL);
  });

  it('is valid Amazon States Language', () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it('contains the ARNs of the two functions, and no placeholder', () => {
    expect(machine.DefinitionSubstitutions).toEqual({
      Partition: { Ref: 'AWS::Partition' },
      RequestApprovalFunction: { 'Fn::GetAtt': [functionOf('request-approval')?.id, 'Arn'] },
      TellOutcomeFunction: { 'Fn::GetAtt': [functionOf('tell-outcome')?.id, 'Arn'] },
      DecideWithinSeconds: '604800',
    });
    expect(SendApprovalRequest.Parameters.FunctionName).toBe('arn:ApprovalWorkflowRequestApproval');
    expect(SendConfirmation.Parameters.FunctionName).toBe('arn:ApprovalWorkflowTellOutcome');
    expect(JSON.stringify(definition)).not.toContain('${');
  });

  it('waits for the task token, and passes its timeout to the function', () => {
    expect(Object.keys(definition.States)).toEqual(['SendApprovalRequest', 'SendConfirmation', 'Decided']);
    expect(SendApprovalRequest.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
    expect(SendApprovalRequest.Parameters.Payload['token.$']).toBe('$$.Task.Token');
    expect(SendApprovalRequest.TimeoutSeconds).toBe(604_800);
    expect(SendApprovalRequest.Parameters.Payload.timeout_seconds).toBe(SendApprovalRequest.TimeoutSeconds);
  });

  it('waits for the configured number of days, and passes the same timeout to the function', () => {
    const { States: states } = deployedDefinition(
      synthesized({ ...EVERYTHING, timeoutDays: '30' }).named(
        'AWS::StepFunctions::StateMachine',
        'ApprovalWorkflowApprovalEmails',
      ),
    );
    expect(states.SendApprovalRequest.TimeoutSeconds).toBe(2_592_000);
    expect(states.SendApprovalRequest.Parameters.Payload.timeout_seconds).toBe(2_592_000);
  });

  it('tries again for at least 15 minutes if no message was sent, and twice after a crash', () => {
    expect(SendApprovalRequest.Retry).toEqual([
      {
        ErrorEquals: ['Countersign.NextRound'],
        IntervalSeconds: 1,
        BackoffRate: 1,
        MaxAttempts: 99,
      },
      {
        ErrorEquals: ['Countersign.TryAgain', 'Lambda.TooManyRequestsException'],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        MaxAttempts: 60,
        JitterStrategy: 'FULL',
      },
      {
        ErrorEquals: [
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.Unknown',
          'Sandbox.Timedout',
          'Runtime.ExitError',
        ],
        IntervalSeconds: 2,
        MaxAttempts: 2,
      },
    ]);
  });

  it('also announces a rejection and a timeout, and goes on if this fails', () => {
    expect(SendApprovalRequest.Catch).toEqual([
      {
        ErrorEquals: ['rejected', 'States.Timeout', 'Countersign.Expired'],
        ResultPath: '$.output',
        Next: 'SendConfirmation',
      },
    ]);
    expect(SendApprovalRequest.Next).toBe('SendConfirmation');
    expect(SendConfirmation).toMatchObject({
      Parameters: { Payload: { 'execution.$': '$$.Execution.Id', 'entered.$': '$$.State.EnteredTime' } },
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 6 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Decided' }],
    });
    expect(definition.States.Decided).toMatchObject({ Type: 'Succeed' });
  });

  it('writes traces, and a log without the data of events, because the data contains the task token', () => {
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine.LoggingConfiguration.Destinations).toHaveLength(1);
    expect(machine.TracingConfiguration).toEqual({ Enabled: true });
  });

  /** Replaces the placeholders, as CloudFormation does. */
  function deployedDefinition({ DefinitionString: text, DefinitionSubstitutions: names }: typeof machine) {
    return JSON.parse(String(text).replace(/\$\{(\w+)\}/g, (_, name) => String(resolve(names[name]))));
  }
});

describe('ApprovalOutcome', () => {
  const { named, functionOf, permissionsOf } = synthesized(EVERYTHING);
  const machine = named('AWS::StepFunctions::StateMachine', 'ApprovalWorkflowApprovalOutcome');

  it('has the same definition as the local stack, and calls one function', () => {
    expect(machine.DefinitionString).toBe(OUTCOME);
    expect(machine.DefinitionSubstitutions).toEqual({
      Partition: { Ref: 'AWS::Partition' },
      TellOutcomeFunction: { 'Fn::GetAtt': [functionOf('tell-outcome')?.id, 'Arn'] },
    });
    expect(permissionsOf(machine.RoleArn)).toContain(
      'lambda:InvokeFunction on arn:ApprovalWorkflowTellOutcome',
    );
  });

  it('is valid Amazon States Language', () => {
    const partitioned = OUTCOME.replace(/\$\{Partition\}/g, 'aws');
    const definition = JSON.parse(partitioned.replace(/\$\{\w+\}/g, 'arn:tell'));
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it('has the name that the functions start, and no data in its log', () => {
    expect(machine.StateMachineName).toBe('Countersign-ApprovalOutcome');
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });
});
