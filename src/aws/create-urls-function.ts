import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { REFUSAL_CODES, Refusal, type RefusalCode } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Payload } from '../callback/payload.ts';
import type { CreateUrlsInput, CreateUrlsOutput } from '../callback/schemas.ts';
import { buildCallbackUrl, type SealActions, sealedPayloadOf } from '../callback/url.ts';

/**
 * Seals actions through a create-urls function: another one of ours, or one of sfn-callback-urls. The transaction id in its
 * URLs is the function's own.
 *
 * @param functionName its name or ARN
 * @param baseUrl where the URLs point; without it, where the function lets them point
 * @returns a function that refuses with the other's code, and throws where it failed or did not answer as agreed; the
 *   other's own words are left to its log, because they may quote the task token
 */
export function sealThroughFunction(
  config: LambdaClientConfig,
  functionName: string,
  baseUrl?: string,
): SealActions {
  const client = new LambdaClient(config);
  return async (payloads) => {
    const input = toInput(payloads);
    const { urls } = await invoke(client, functionName, withoutZone(input)).catch((error: unknown) => {
      // Version 2.0.0 needs the zone; a date that is past is refused again.
      if (error instanceof Refusal && error.code === 'InvalidDate' && input.expiration) {
        return invoke(client, functionName, input);
      }
      throw error;
    });
    return payloads.map(({ action }) => {
      const url = urls[action.name] ?? '';
      const sealed = sealedPayloadOf(url);
      // Here and not by `base_url`: sfn-callback-urls fails on one that is a URL.
      return { action: action.name, sealed, url: baseUrl ? buildCallbackUrl(baseUrl, action, sealed) : url };
    });
  };
}

/** The payloads of one task in the words of the contract. */
function toInput(payloads: readonly Payload[]): CreateUrlsInput {
  const [first] = payloads;
  if (!first) throw new TypeError('there are no actions to seal');
  const { expiresAt } = first;
  return {
    ...('token' in first ? { token: first.token } : { callback_id: first.callbackId }),
    // All that is ours stands in the actions: the function of sfn-callback-urls takes what it does not know only there.
    actions: payloads.map(
      ({ action, context }) => ({ ...action, ...context }) as CreateUrlsInput['actions'][number],
    ),
    ...(expiresAt !== undefined && { expiration: new Date(expiresAt * 1000).toISOString() }),
  };
}

async function invoke(
  client: LambdaClient,
  functionName: string,
  input: CreateUrlsInput,
): Promise<CreateUrlsOutput> {
  const { Payload: payload, FunctionError: functionError } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(input) }),
  );
  const answer = parse(payload);
  if (functionError) throw failure(functionName, `failed (${textOf(answer, 'errorType') ?? functionError})`);
  const code = textOf(answer, 'error');
  if (code !== undefined) throw refusal(functionName, code);
  if (isOutput(answer, input)) return answer;
  throw failure(functionName, 'gave no callback URLs');
}

/** Without a zone a time is UTC, too; sfn-callback-urls 1.1.0 fails on one that has a zone. */
function withoutZone(input: CreateUrlsInput): CreateUrlsInput {
  const { expiration } = input;
  return expiration === undefined ? input : { ...input, expiration: expiration.replace(/Z$/, '') };
}

function parse(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
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
