import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { verifyRounds } from '../../src/tools/verify-aws.ts';
import { startTestStack } from '../local/support/test-stack.ts';

/** The embedded stack, as a deployment. */
async function deployed() {
  const { stack, lines, getJson } = await startTestStack();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const options = { endpoint: stack.awsUrl, region: 'us-east-1', credentials };
  const stepFunctions = new SFNClient(options);
  const lambda = new LambdaClient(options);
  onTestFinished(() => {
    stepFunctions.destroy();
    lambda.destroy();
  });
  const { stateMachineArn } = stack;
  return {
    deployment: { stepFunctions, lambda, stateMachineArn, createUrls: 'create-urls' },
    lines,
    getJson,
  };
}

test('three votes in one task are verified on Step Functions, and recorded without a task token', async () => {
  const { deployment, lines, getJson } = await deployed();
  const { checks, recording } = await verifyRounds(deployment);
  expect(checks.filter(({ isSo }) => !isSo)).toEqual([]);
  expect(checks).toHaveLength(7);
  expect(new Set(recording.match(/TOKEN \d/g))).toEqual(new Set(['TOKEN 1', 'TOKEN 2', 'TOKEN 3']));
  expect(recording).not.toMatch(/"token":"(?!TOKEN)/);
  // The votes have proofs, so the deployment counts and shows them.
  expect(lines.filter(({ event }) => event === 'record_ignored')).toEqual([]);
  const [message] = await getJson('/_local/slack/messages');
  expect(JSON.stringify(message.blocks)).toContain('ann@example.com');
});

test('a state machine without the Retry is told', async () => {
  const { deployment } = await deployed();
  const { stepFunctions, stateMachineArn } = deployment;
  const { definition = '' } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const changed = JSON.parse(definition);
  changed.States.SendApprovalRequest.Retry = [];
  const machine = {
    name: 'WithoutRetry',
    roleArn: 'arn:aws:iam::123456789012:role/any',
    definition: JSON.stringify(changed),
  };
  const created = await stepFunctions.send(new CreateStateMachineCommand(machine));
  const verifying = verifyRounds(
    { ...deployment, stateMachineArn: String(created.stateMachineArn) },
    async () => undefined,
  );
  await expect(verifying).rejects.toThrow('Does the state have the Retry on Countersign.NextRound?');
});

test('a function that makes no callback URLs is named', async () => {
  const { deployment } = await deployed();
  const verifying = verifyRounds({ ...deployment, createUrls: 'tick' });
  await expect(verifying).rejects.toThrow(/^tick made no callback URL: /);
});
