import { CreateActivityCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { startAwsEndpoint } from '../../../src/local/aws/endpoint.ts';
import { signedFetch, startEmbeddedAws } from './embedded-aws.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const json = (target: string, version = '1.0') => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': target,
});

describe('requests without an SDK', () => {
  test('Step Functions answers in AWS JSON 1.0', async () => {
    const { endpoint } = await startEmbeddedAws();
    const headers = json('AWSStepFunctions.ListStateMachines');
    const response = await signedFetch(endpoint.url, { headers, body: '{}' });
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({ stateMachines: [] });
  });

  test('KMS answers in AWS JSON 1.1', async () => {
    const { endpoint } = await startEmbeddedAws();
    const body = JSON.stringify({ KeyId: endpoint.kmsKeyArn, NumberOfBytes: 32 });
    const headers = json('TrentService.GenerateDataKey', '1.1');
    const response = await signedFetch(endpoint.url, { headers, body });
    const result = (await response.json()) as { CiphertextBlob: string };
    expect(Buffer.from(result.CiphertextBlob, 'base64')).toHaveLength(184);
  });

  test('SNS answers a Query request in XML', async () => {
    const { endpoint } = await startEmbeddedAws();
    const body = 'Action=CreateTopic&Version=2010-03-31&Name=Approvals';
    const response = await signedFetch(endpoint.url, { headers: form, body });
    expect(response.headers.get('content-type')).toBe('text/xml');
    expect(await response.text()).toMatch(
      /^<CreateTopicResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><CreateTopicResult><TopicArn>arn:aws:sns:us-east-1:123456789012:Approvals<\/TopicArn><\/CreateTopicResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/CreateTopicResponse>$/,
    );
  });
});

describe('the endpoint refuses', () => {
  test('an operation that is not supported, and names the operation', async () => {
    const { sfn } = await startEmbeddedAws();
    await expect(sfn.send(new CreateActivityCommand({ name: 'a' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The embedded stack does not support AWSStepFunctions.CreateActivity.',
    });
  });

  test.for([
    ['an unknown service', json('DynamoDB_20120810.GetItem'), '{}', /DynamoDB_20120810\.GetItem/],
    [
      'an operation with a name that every object inherits',
      json('AWSStepFunctions.constructor'),
      '{}',
      /AWSStepFunctions\.constructor/,
    ],
    [
      'an unknown SNS action',
      form,
      'Action=DeleteTopic&Version=2010-03-31',
      /<Code>UnknownOperationException.*SNS DeleteTopic/,
    ],
    [
      'another Query API',
      form,
      'Action=GetCallerIdentity&Version=2011-06-15',
      /GetCallerIdentity of API version 2011-06-15/,
    ],
    ['a request without a known protocol', { 'content-type': 'application/cbor' }, '', /POST \//],
  ] as const)('%s, and names the request', async ([, headers, body, words]) => {
    const { endpoint } = await startEmbeddedAws();
    const response = await signedFetch(endpoint.url, { headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(words);
  });

  test.for(['{', '[]', '"text"', 'null'])('the body %s with SerializationException', async (body) => {
    const { endpoint } = await startEmbeddedAws();
    const response = await signedFetch(endpoint.url, { headers: json('TrentService.Decrypt'), body });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('SerializationException');
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });

  test.for([
    ['a number instead of a string', 'AWSStepFunctions.StartExecution', { stateMachineArn: 5 }],
    ['a string instead of a number', 'AWSStepFunctions.ListStateMachines', { maxResults: '5' }],
    ['a value that is not Base64', 'TrentService.Decrypt', { CiphertextBlob: 'ä' }],
    [
      'an encryption context with numbers',
      'TrentService.Decrypt',
      { CiphertextBlob: 'AAAA', EncryptionContext: { a: 1 } },
    ],
  ] as const)('%s with SerializationException', async ([, target, body]) => {
    const { endpoint } = await startEmbeddedAws();
    const response = await signedFetch(endpoint.url, { headers: json(target), body: JSON.stringify(body) });
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });

  test('an SNS request in the error format of SNS', async () => {
    const { endpoint } = await startEmbeddedAws();
    const body = 'Action=Publish&TopicArn=a%3Cb&Message=m';
    const response = await signedFetch(endpoint.url, { headers: form, body });
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(
      /<ErrorResponse xmlns=".*"><Error><Type>Sender<\/Type><Code>NotFound<\/Code><Message>Topic does not exist<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>/,
    );
  });

  test('a body of more than 7 MB', async () => {
    const { endpoint } = await startEmbeddedAws();
    const headers = json('TrentService.Decrypt');
    const response = await signedFetch(endpoint.url, { headers, body: 'x'.repeat(7 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
  });

  test('a request without a signature', async () => {
    const { endpoint } = await startEmbeddedAws();
    const headers = json('AWSStepFunctions.ListStateMachines');
    const response = await fetch(endpoint.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

describe('the endpoint', () => {
  test('fails with the error of Node if the port is taken', async () => {
    const { endpoint } = await startEmbeddedAws();
    const port = Number(new URL(endpoint.url).port);
    const second = startAwsEndpoint({ port, functions: {}, onError: () => {} });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });

  test('has no timer and no open port after close', async () => {
    const { endpoint, clock, start, recorded } = await startEmbeddedAws();
    const wait = {
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 60, End: true } },
      TimeoutSeconds: 90,
    };
    await recorded(await start(wait), 'WaitStateEntered');
    await endpoint.close();
    expect(clock.timers.size).toBe(0);
    await expect(fetch(endpoint.url)).rejects.toThrow();
  });

  test('does not call a listener that was removed', async () => {
    const { endpoint } = await startEmbeddedAws();
    let changes = 0;
    const unsubscribe = endpoint.onChange(() => {
      changes += 1;
    });
    endpoint.sns.createTopic('One');
    unsubscribe();
    endpoint.sns.createTopic('Two');
    expect(changes).toBe(1);
  });
});
