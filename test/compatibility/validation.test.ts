import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { createCompleteTask } from '../../src/aws/step-functions.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

const OUTPUT: Outcome = { type: 'success', output: 'S3cret' };
const LENGTH = 'failed to satisfy constraint: Member must have length less than or equal to 2048';

test.each<[string, Outcome, string, string | undefined, string]>([
  [
    'a token that is too long',
    { type: 'heartbeat' },
    `1 validation error detected: Value 'T0ken' at 'taskToken' ${LENGTH}`,
    'InvalidToken',
    'Step Functions does not accept this task token.',
  ],
  [
    'an output',
    OUTPUT,
    `1 validation error detected: Value at 'output' ${LENGTH}`,
    'InvalidOutput',
    'Step Functions does not accept this output.',
  ],
  [
    'an output that contains the words of another error',
    OUTPUT,
    `1 validation error detected: Value 'at 'taskToken' ${LENGTH}' at 'output' ${LENGTH}`,
    'InvalidOutput',
    'Step Functions does not accept this output.',
  ],
  [
    'an error',
    { type: 'failure', error: 'S3cret' },
    `1 validation error detected: Value 'S3cret' at 'error' ${LENGTH}`,
    'InvalidOutput',
    'Step Functions does not accept this error.',
  ],
  [
    'a cause',
    { type: 'failure', cause: 'S3cret' },
    `1 validation error detected: Value 'S3cret' at 'cause' ${LENGTH}`,
    'InvalidOutput',
    'Step Functions does not accept this cause.',
  ],
  ['something unknown', OUTPUT, 'Not valid.', undefined, 'Step Functions does not accept this call.'],
])('A ValidationException says what was not accepted: %s', async (_, outcome, said, reason, message) => {
  const { options } = await startAwsJsonServer(() => ({ __type: 'ValidationException', message: said }));
  const refusal = await createCompleteTask(new SFNClient(options))({ token: 'T0ken' }, outcome).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: 'StepFunctionsError', reason, message });
  expect(refusal).not.toHaveProperty('cause');
});
