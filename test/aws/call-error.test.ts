import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { createDescribe, createStart } from '../../src/aws/asked-executions.ts';
import { CallError, callError } from '../../src/aws/call-error.ts';
import { explained } from '../../src/cli/text.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012';
const SAID = 'x-amz-security-token:SAID';

test.each([
  ['ExpiredTokenException', 'expiredCredentials', 'The AWS credentials have expired.'],
  ['AccessDeniedException', 'notPermitted', `AWS says: ${SAID}`],
  ['KmsAccessDeniedException', 'notPermitted', `AWS says: ${SAID}`],
  ['StateMachineDoesNotExist', 'noStateMachine', `AWS says: ${SAID}`],
  ['InvalidExecutionInput', 'refusedInput', `AWS says: ${SAID}`],
  ['ThrottlingException', 'unavailable', `AWS cannot be reached (${SAID}).`],
  // These may repeat the headers of the request, also in errors that are not known yet.
  ['InvalidSignatureException', 'wrongCredentials', '(InvalidSignatureException). Sign in again.'],
  ['SomethingNewException', 'other', 'AWS refused the call (SomethingNewException).'],
])('%s is %s, and is explained', async (name, problem, sentence) => {
  const { options } = await startAwsJsonServer(() => ({ __type: name, message: SAID }));
  const client = new SFNClient({ ...options, maxAttempts: 1 });

  for (const call of [
    () => createStart(client, `${ARN}:stateMachine:A`)('name', '{}'),
    () => createDescribe(client)(`${ARN}:execution:A:1`),
  ]) {
    const error = await call().then(String, (thrown: unknown) => thrown);
    if (!(error instanceof CallError)) throw error;
    expect(error.problem).toBe(problem);
    expect(explained(error)).toContain(sentence);
    if (!sentence.includes(SAID))
      expect(JSON.stringify([error.message, String(error.cause)])).not.toContain(SAID);
  }
});

test('an error that is not of AWS stays as it is', () => {
  const defect = new TypeError('defect');
  expect(callError(defect)).toBe(defect);
  expect(callError('text')).toBe('text');
});
