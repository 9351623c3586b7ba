import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { configuredWorkflow } from '../../src/wiring/workflow.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';

const arnOf = (name: string) => `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;

test('chats list the requests of the state machines that match a pattern, but not the executions of Countersign itself', async () => {
  const machines = ['ApprovalEmails', 'ApprovalOutcome', 'ApprovalTimer', 'Orders'];
  const { options } = await startAwsJsonServer(() => ({
    stateMachines: machines.map((name) => ({
      stateMachineArn: arnOf(name),
      name,
      type: 'STANDARD',
      creationDate: 0,
    })),
  }));
  const env = {
    ...FUNCTION_ENVIRONMENT,
    AWS_ENDPOINT_URL: options.endpoint,
    STATE_MACHINES: arnOf('*'),
    TIMER_STATE_MACHINE_ARN: arnOf('ApprovalTimer'),
  };
  const config = loadConfig(env, ['STATE_MACHINE_ARN']);
  const { listStateMachines } = configuredWorkflow(config, env, () => undefined, 'interactive', undefined);
  expect(await listStateMachines()).toEqual([arnOf('ApprovalEmails'), arnOf('Orders')]);
});
