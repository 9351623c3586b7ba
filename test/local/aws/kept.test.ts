import { DescribeExecutionCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { approvalMachine, startEmbeddedAws, tokenCollector } from './embedded-aws.ts';

/** Starts executions that wait, in an AWS that keeps two of each kind. */
async function startWaiting(count: number) {
  const aws = await startEmbeddedAws({ keep: 2 });
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const arns: string[] = [];
  for (let index = 0; index < count; index++) {
    const arn = await aws.start(approvalMachine());
    await aws.recorded(arn, 'TaskSubmitted');
    arns.push(arn);
  }
  const decide = async (index: number) => {
    await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[index], output: '{}' }));
    await aws.until(() => aws.execution(arns[index] ?? '').status !== 'RUNNING');
  };
  const kept = () =>
    aws.endpoint.stepFunctions.executions().map(({ executionArn }) => arns.indexOf(executionArn));
  return { ...aws, arns, decide, kept };
}

test('executions that run always stay', async () => {
  const { kept } = await startWaiting(4);
  expect(kept()).toEqual([3, 2, 1, 0]);
});

test('of ended executions, those that ended last stay', async () => {
  const { decide, kept, ended, arns } = await startWaiting(4);
  for (const index of [2, 0, 1]) await decide(index);
  expect(kept()).toEqual([3, 1, 0]);
  expect(await ended(arns[1] ?? '')).toMatchObject({ status: 'SUCCEEDED' });
});

test('what was dropped does not exist, as in AWS after its 90 days', async () => {
  const { decide, sfn, arns } = await startWaiting(3);
  for (const index of [0, 1, 2]) await decide(index);
  const describe = sfn.send(new DescribeExecutionCommand({ executionArn: arns[0] }));
  await expect(describe).rejects.toThrow('Execution Does Not Exist');
  await expect(decide(0)).rejects.toThrow('Provided task does not exist');
  await expect(decide(1)).rejects.toThrow('Provided task does not exist anymore');
});

test('the newest e-mails stay', async () => {
  const { sns, endpoint } = await startEmbeddedAws({ keep: 2 });
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'Approvals' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ann@example.com' }));
  for (const Message of ['one', 'two', 'three']) await sns.send(new PublishCommand({ TopicArn, Message }));
  expect(endpoint.sns.emails().map(({ message }) => message)).toEqual(['two', 'three']);
});
