import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { CreateUrls } from '../callback/create-urls.ts';
import { REFUSAL_CODES, Refusal, type RefusalCode } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { CreateUrlsOutput } from '../callback/schemas.ts';

/**
 * Mints callback URLs through a create-urls function: another one of ours, or one of sfn-callback-urls.
 * The transaction id is the function's own.
 *
 * @param functionName its name or ARN
 * @returns a function that refuses with the other's code, and throws where it failed or did not answer as agreed; the
 *   other's own words are left to its log, because they may quote the task token
 */
export function createUrlsThrough(config: LambdaClientConfig, functionName: string): CreateUrls {
  const client = new LambdaClient(config);
  return async (input) => {
    const { Payload: payload, FunctionError: functionError } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(input) }),
    );
    const answer = parse(payload);
    if (functionError)
      throw failure(functionName, `failed (${textOf(answer, 'errorType') ?? functionError})`);
    const code = textOf(answer, 'error');
    if (code !== undefined) throw refusal(functionName, code);
    if (isOutput(answer)) return answer;
    throw failure(functionName, 'gave no callback URLs');
  };
}

function parse(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}

function isOutput(answer: unknown): answer is CreateUrlsOutput {
  return (
    isObject(answer) &&
    typeof answer.transaction_id === 'string' &&
    isObject(answer.urls) &&
    Object.values(answer.urls).every((url) => typeof url === 'string')
  );
}

function refusal(functionName: string, code: string): Error {
  const isKnown = (REFUSAL_CODES as readonly string[]).includes(code);
  if (!isKnown) return failure(functionName, `refused with an unknown code`);
  return new Refusal(code as RefusalCode, `The function ${functionName} refused to make URLs: ${code}.`);
}

function failure(functionName: string, what: string): Error {
  return new Error(`The function ${functionName} ${what}: its log tells more.`);
}

function textOf(answer: unknown, member: string): string | undefined {
  const value = isObject(answer) ? answer[member] : undefined;
  return typeof value === 'string' ? value : undefined;
}
