import { expect, test } from 'vitest';
import { answerCloudFormation, readCustomResourceRequest } from '../../src/deployment/custom-resource.ts';
import { startCloudFormation } from '../support/cloudformation.ts';

const SAME = {
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Countersign/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Sender',
};

test.each([
  ['Create', 'Sender'],
  ['Update', 'known-before'],
  ['Delete', 'known-before'],
] as const)('CloudFormation is told that a %s succeeded', async (type, id) => {
  const { answers, request } = await startCloudFormation();

  await answerCloudFormation(readCustomResourceRequest(request(type)), undefined);

  // S3 refuses each other content type than the signed one, which is empty.
  const body = { ...SAME, Status: 'SUCCESS', PhysicalResourceId: id };
  expect(answers).toEqual([{ method: 'PUT', contentType: '', body }]);
});

test('CloudFormation is told why a resource failed, in at most 4,096 bytes', async () => {
  const { answers, request } = await startCloudFormation();

  await answerCloudFormation(
    readCustomResourceRequest(request('Create')),
    `Not verified. ${'x'.repeat(9_000)}`,
  );

  const { body } = answers[0] ?? {};
  expect(body).toMatchObject({ ...SAME, Status: 'FAILED', PhysicalResourceId: 'Sender' });
  expect(body?.Reason).toMatch(/^Not verified\. x+$/);
  expect(JSON.stringify(body).length).toBeLessThan(4_096);
});

test('an answer that is not taken is an error, which does not contain the signed URL', async () => {
  const { request } = await startCloudFormation({ status: 403 });
  const answer = answerCloudFormation(readCustomResourceRequest(request('Create')), undefined);
  await expect(answer).rejects.toThrow(/^CloudFormation refused the answer with status 403$/);
});

test.each([undefined, {}, { RequestType: 'Create' }])('%j is not a request of CloudFormation', (event) => {
  expect(() => readCustomResourceRequest(event)).toThrow(TypeError);
});
