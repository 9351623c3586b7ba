import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { expect, onTestFinished, test } from 'vitest';
import { clientOptions } from '../../support/test-server.ts';
import { startEmbeddedAws } from './embedded-aws.ts';

test('DescribeStacks returns the outputs of a stack by its name', async () => {
  const { endpoint, clock } = await startEmbeddedAws();
  const client = new CloudFormationClient(clientOptions(endpoint.url));
  onTestFinished(() => client.destroy());
  endpoint.cloudFormation.addStack('Deployment', { StateMachine: 'arn:aws:states:1', Api: 'https://a?b&c' });

  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Deployment' }));

  expect(Stacks).toMatchObject([
    {
      StackName: 'Deployment',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: clock.now(),
      Outputs: [
        { OutputKey: 'StateMachine', OutputValue: 'arn:aws:states:1' },
        { OutputKey: 'Api', OutputValue: 'https://a?b&c' },
      ],
    },
  ]);
  await expect(client.send(new DescribeStacksCommand({ StackName: 'Nothing' }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id Nothing does not exist',
  });
});
