import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const ASL = readFileSync(new URL('../../src/workflow/approval-emails.asl.json', import.meta.url), 'utf8');

describe('the approval workflow', () => {
  const { only, resolve, functionOf } = synthesized(EVERYTHING);
  const machine = only('AWS::StepFunctions::StateMachine');
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
      AnnounceDecisionFunction: { 'Fn::GetAtt': [functionOf('announce-decision')?.id, 'Arn'] },
      DecideWithinSeconds: '604800',
    });
    expect(SendApprovalRequest.Parameters.FunctionName).toBe('arn:ApprovalWorkflowRequestApproval');
    expect(SendConfirmation.Parameters.FunctionName).toBe('arn:ApprovalWorkflowAnnounceDecision');
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
      synthesized({ ...EVERYTHING, timeoutDays: '30' }).only('AWS::StepFunctions::StateMachine'),
    );
    expect(states.SendApprovalRequest.TimeoutSeconds).toBe(2_592_000);
    expect(states.SendApprovalRequest.Parameters.Payload.timeout_seconds).toBe(2_592_000);
  });

  it('sends the request once, and also announces a rejection and a timeout', () => {
    // Retries only if the function did not run. Otherwise a retry would send a second request.
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
