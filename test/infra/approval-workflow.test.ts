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

  it('is the definition that the local stack runs', () => {
    expect(machine.DefinitionString).toBe(ASL);
  });

  it('is valid Amazon States Language', () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it('has the two functions substituted, and nothing left to substitute', () => {
    expect(machine.DefinitionSubstitutions).toEqual({
      RequestApprovalFunction: { 'Fn::GetAtt': [functionOf('request-approval')?.id, 'Arn'] },
      AnnounceDecisionFunction: { 'Fn::GetAtt': [functionOf('announce-decision')?.id, 'Arn'] },
      DecideWithinSeconds: '604800',
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

  it('waits for as many days as it was told to, and tells the function the same', () => {
    const { States: states } = deployedDefinition(
      synthesized({ ...EVERYTHING, timeoutDays: '30' }).only('AWS::StepFunctions::StateMachine'),
    );
    expect(states.SendApprovalRequest.TimeoutSeconds).toBe(2_592_000);
    expect(states.SendApprovalRequest.Parameters.Payload.timeout_seconds).toBe(2_592_000);
  });

  it('asks once, and announces a rejection and a timeout too', () => {
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

  it('logs every event without its data, which holds the task token, and traces', () => {
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine.LoggingConfiguration.Destinations).toHaveLength(1);
    expect(machine.TracingConfiguration).toEqual({ Enabled: true });
  });

  /** Replaces the placeholders, as CloudFormation does. */
  function deployedDefinition({ DefinitionString: text, DefinitionSubstitutions: names }: typeof machine) {
    return JSON.parse(String(text).replace(/\$\{(\w+)\}/g, (_, name) => String(resolve(names[name]))));
  }
});
