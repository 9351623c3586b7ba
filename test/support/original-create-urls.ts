import { randomUUID } from 'node:crypto';
import {
  buildClient,
  CommitmentPolicy,
  KmsKeyringNode,
  type KmsNodeClientSupplier,
} from '@aws-crypto/client-node';
import type { KMS } from '@aws-sdk/client-kms';
import type { LambdaFunction } from '../../src/local/aws/lambda/lambda.ts';
import { legacyText } from './legacy-text.ts';

/** The members of the original's schema. The original refuses other members ("additionalProperties": False). */
interface Request {
  readonly token: string;
  readonly actions: readonly { readonly name: string; readonly type: string }[];
  readonly expiration?: string;
  readonly enable_output_parameters?: boolean;
  readonly base_url?: string | { readonly api_id: string; readonly stage: string; readonly region?: string };
}

const MEMBERS = ['token', 'actions', 'expiration', 'enable_output_parameters', 'base_url'];
const ZONE = /(Z|[+-]\d{2}:?\d{2})$/;
/** The API of the original. */
export const ORIGINAL_API = 'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/v1';

const { encrypt } = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);

/**
 * Behaves as the Lambda function of sfn-callback-urls 1.1.0, including its defects (src/create_urls.py,
 * direct_handler). The AWS Encryption SDK seals the payloads in the algorithm suite of that version, 0378. `requests`
 * contains all events.
 */
export function createOriginalCreateUrls(kms: KMS, keyArn: string) {
  const requests: unknown[] = [];
  // The cast is needed because the types of the SDK distinguish undefined members from missing members.
  const clientProvider = (() => kms) as KmsNodeClientSupplier;
  const keyring = new KmsKeyringNode({ generatorKeyId: keyArn, clientProvider });

  const handler: LambdaFunction = async (event, { invokedFunctionArn: iss }) => {
    requests.push(event);
    const fault = faultOf(event as Request);
    if (fault) return fault;
    const { token, actions, expiration, enable_output_parameters: param, base_url } = event as Request;
    const tid = randomUUID().replaceAll('-', '');
    const iat = Math.floor(Date.now() / 1000);
    const exp = expiration && { exp: Math.floor(utc(expiration) / 1000) };

    const urls: Record<string, string> = {};
    for (const action of actions) {
      const payload = { token, iat, tid, iss, ...exp, action, ...(param && { param }) };
      const { result } = await encrypt(keyring, Buffer.from(JSON.stringify(payload)));
      const query = { action: action.name, type: action.type, data: legacyText('2', result) };
      urls[action.name] = `${apiOf(base_url)}/respond?${new URLSearchParams(query)}`;
    }
    return { transaction_id: tid, urls, ...(expiration && { expiration }) };
  };
  return { requests, handler };
}

function faultOf(request: Request) {
  const { actions, expiration = '9999-01-01T00:00', base_url } = request;
  const unknown = Object.keys(request).find((member) => !MEMBERS.includes(member));
  // The errors of Python's jsonschema quote the input, including the task token.
  if (unknown !== undefined)
    return { error: 'InvalidJSON', message: `'${unknown}' was unexpected\n\n${JSON.stringify(request)}` };
  if (typeof base_url === 'string') return failure("UnboundLocalError: local variable 'api_id' referenced …");
  if (ZONE.test(expiration)) return failure("TypeError: can't subtract offset-naive and offset-aware …");
  if (!(utc(expiration) > Date.now())) return { error: 'InvalidDate', message: 'Expiration is in the past' };
  const isTwice = new Set(actions.map(({ name }) => name)).size < actions.length;
  return isTwice ? { error: 'DuplicateActionName', message: 'Action provided more than once' } : undefined;
}

/** The original returns the Python error for each unexpected error. */
function failure(message: string) {
  return { error: 'ServiceError', message: `builtins.${message}` };
}

/** Milliseconds since 1970. A time without a zone is UTC in a Lambda function. */
function utc(expiration: string): number {
  return Date.parse(`${expiration}Z`);
}

function apiOf(base: Request['base_url']): string {
  if (typeof base !== 'object') return ORIGINAL_API;
  const { api_id, stage, region = 'us-east-1' } = base;
  return `https://${api_id}.execute-api.${region}.amazonaws.com/${stage}`;
}
