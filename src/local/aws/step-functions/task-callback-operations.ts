import { AwsError } from '../protocol/aws-error.ts';
import { parseJson } from '../protocol/json.ts';
import { type Operations, operation } from '../protocol/operation.ts';
import { failureMembers } from './execution-operations.ts';
import { LONGEST_OUTPUT } from './task.ts';
import type { TaskTokens } from './task-token.ts';

const taskToken = { type: 'string', required: true } as const;

/** SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. The first answer to a token wins. */
export function taskCallbackOperations(tokens: TaskTokens): Operations {
  return {
    SendTaskSuccess: operation(
      'SendTaskSuccess',
      { taskToken, output: { type: 'string', required: true, maxLength: LONGEST_OUTPUT } },
      (request) => {
        const task = tokens.find(request.taskToken);
        const output = parseJson(request.output);
        if (output === undefined) throw invalidOutput('The output is not valid JSON');
        // The model's limit above counts characters, the service's counts bytes.
        if (Buffer.byteLength(request.output) > LONGEST_OUTPUT) throw invalidOutput('The output is too long');
        task.succeed(output);
      },
    ),

    SendTaskFailure: operation('SendTaskFailure', { taskToken, ...failureMembers }, (request) => {
      tokens.find(request.taskToken).fail(request.error ?? '', request.cause ?? '');
    }),

    SendTaskHeartbeat: operation('SendTaskHeartbeat', { taskToken }, (request) => {
      tokens.find(request.taskToken).heartbeat();
    }),
  };
}

function invalidOutput(reason: string): AwsError {
  return new AwsError('InvalidOutput', `Invalid Output: '${reason}'`);
}
