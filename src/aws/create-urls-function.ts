import { toOwnMembers, withoutOwnMembers } from '../callback/action-input.ts';
import { REFUSAL_CODES, Refusal, type RefusalCode } from '../callback/errors.ts';
import { isObject, parseJson } from '../callback/json.ts';
import type { Payload } from '../callback/payload.ts';
import type { CreateUrlsInput, CreateUrlsOutput } from '../callback/schemas.ts';
import { buildCallbackUrl, type SealActions, sealedPayloadOf } from '../callback/url.ts';
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from './lambda-client.ts';
import { repeatable } from './repeatable.ts';

/**
 * Seals actions by a call to a create-urls function, of Countersign or of sfn-callback-urls. That function chooses the
 * transaction ID of the URLs.
 *
 * @param functionName the name or ARN of the function
 * @param baseUrl the address that the URLs start with; by default the address that the function uses
 * @returns a function that throws a Refusal with the code of the create-urls function, or an Error when that function
 *   failed or returned something unexpected. The message of that function is not repeated, because it may quote the
 *   task token.
 */
export function sealThroughFunction(
  config: LambdaClientConfig,
  functionName: string,
  baseUrl?: string,
): SealActions {
  const client = new LambdaClient(config);
  return async (payloads) => {
    const input = toInput(payloads);
    const ask = (question: CreateUrlsInput) => invoke(client, functionName, question);
    const first = await ask(withoutZone(input));
    const answer = input.expiration !== undefined && needsZone(first) ? await ask(input) : first;
    const { urls } = outputOf(answer, input, functionName);
    return payloads.map(({ action }) => {
      const url = urls[action.name] ?? '';
      const sealed = sealedPayloadOf(url);
      // Not with the member `base_url`, because sfn-callback-urls fails when that is a URL.
      return { action: action.name, sealed, url: baseUrl ? buildCallbackUrl(baseUrl, action, sealed) : url };
    });
  };
}

/** Converts the payloads of one task to the create-urls input. */
function toInput(payloads: readonly Payload[]): CreateUrlsInput {
  const [first] = payloads;
  if (!first) throw new TypeError('No actions to seal.');
  const { expiresAt } = first;
  return {
    ...('token' in first ? { token: first.token } : { callback_id: first.callbackId }),
    // Our own members are in the actions: sfn-callback-urls accepts unknown members only there.
    actions: payloads.map((payload) => ({ ...withoutOwnMembers(payload.action), ...toOwnMembers(payload) })),
    ...(expiresAt !== undefined && { expiration: new Date(expiresAt * 1000).toISOString() }),
  };
}

/** Returns the answer of the function, which can be a refusal. */
async function invoke(client: LambdaClient, functionName: string, input: CreateUrlsInput): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(input) });
  const { Payload: payload, FunctionError: functionError } = await repeatable('Lambda', () =>
    client.send(command),
  );
  const answer = parseJson(Buffer.from(payload ?? []).toString());
  if (functionError) throw failure(functionName, `failed (${textOf(answer, 'errorType') ?? functionError})`);
  return answer;
}

function outputOf(answer: unknown, input: CreateUrlsInput, functionName: string): CreateUrlsOutput {
  const code = textOf(answer, 'error');
  if (code !== undefined) throw refusal(functionName, code);
  if (isOutput(answer, input)) return answer;
  throw failure(functionName, 'returned no callback URLs');
}

/** sfn-callback-urls 2.0.0 needs the time zone. 1.1.0 fails on one, so it is not asked again about a date in the past. */
function needsZone(answer: unknown): boolean {
  return textOf(answer, 'error') === 'InvalidDate' && !/in the past/.test(textOf(answer, 'message') ?? '');
}

/**
 * Removes the time zone, because sfn-callback-urls 1.1.0 fails on it. A time without a zone is UTC, so it stays the
 * same.
 */
function withoutZone(input: CreateUrlsInput): CreateUrlsInput {
  const { expiration } = input;
  return expiration === undefined ? input : { ...input, expiration: expiration.replace(/Z$/, '') };
}

function isOutput(answer: unknown, { actions }: CreateUrlsInput): answer is CreateUrlsOutput {
  if (!isObject(answer) || typeof answer.transaction_id !== 'string') return false;
  const { urls } = answer;
  return (
    isObject(urls) &&
    Object.values(urls).every(isCallbackUrl) &&
    actions.every(({ name }) => Object.hasOwn(urls, name))
  );
}

function isCallbackUrl(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && Boolean(new URL(url).searchParams.get('data'));
}

function refusal(functionName: string, code: string): Error {
  const isKnown = (REFUSAL_CODES as readonly string[]).includes(code);
  if (!isKnown) return failure(functionName, 'refused with an unknown code');
  return new Refusal(code as RefusalCode, `The function ${functionName} refused to create URLs: ${code}.`);
}

function failure(functionName: string, what: string): Error {
  return new Error(`The function ${functionName} ${what}. See its log for details.`);
}

function textOf(answer: unknown, member: string): string | undefined {
  const value = isObject(answer) ? answer[member] : undefined;
  return typeof value === 'string' ? value : undefined;
}
