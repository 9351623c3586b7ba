import { parseJson } from '../../json.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type Operations, operation } from '../protocol/operation.ts';
import { failureMembers } from './execution-operations.ts';
import { LONGEST_DATA } from './task.ts';
import type { TaskTokens } from './task-token.ts';

const taskToken = { type: 'string', required: true } as const;

/** SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. Only the first answer to a token counts. */
export function taskCallbackOperations(tokens: TaskTokens): Operations {
  return {
    SendTaskSuccess: operation(
      'SendTaskSuccess',
      { taskToken, output: { type: 'string', required: true, maxLength: LONGEST_DATA } },
      (request) => {
        const task = tokens.find(request.taskToken);
        const output = parseJson(request.output);
        if (output === undefined) throw invalidOutput('The output is not valid JSON');
        // The limit of the API model above counts characters. The limit of the service counts bytes.
        if (Buffer.byteLength(request.output) > LONGEST_DATA) throw invalidOutput('The output is too long');
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
