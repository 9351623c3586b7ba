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

/** A request whose members are those of the original's schema, which has "additionalProperties": False. */
interface Request {
  readonly token: string;
  readonly actions: readonly { readonly name: string; readonly type: string }[];
  readonly expiration?: string;
  readonly enable_output_parameters?: boolean;
  readonly base_url?: string | { readonly api_id: string; readonly stage: string; readonly region?: string };
}

const MEMBERS = ['token', 'actions', 'expiration', 'enable_output_parameters', 'base_url'];
const ZONE = /(Z|[+-]\d{2}:?\d{2})$/;
/** Where the original's own API is. */
export const ORIGINAL_API = 'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/v1';

const { encrypt } = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);

/**
 * What the function of sfn-callback-urls 1.1.0 does when it is invoked, its defects included (src/create_urls.py,
 * direct_handler). Payloads are sealed by the AWS Encryption SDK itself, in the suite of that version, 0378.
 * What it was given is in `requests`.
 */
export function createOriginalCreateUrls(kms: KMS, keyArn: string) {
  const requests: unknown[] = [];
  // Their types tell members that are undefined from members that are missing, and the client's do not.
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
  // jsonschema's errors quote what they are about, and with it the task token.
  if (unknown !== undefined)
    return { error: 'InvalidJSON', message: `'${unknown}' was unexpected\n\n${JSON.stringify(request)}` };
  if (typeof base_url === 'string') return failure("UnboundLocalError: local variable 'api_id' referenced …");
  if (ZONE.test(expiration)) return failure("TypeError: can't subtract offset-naive and offset-aware …");
  if (!(utc(expiration) > Date.now())) return { error: 'InvalidDate', message: 'Expiration is in the past' };
  const isTwice = new Set(actions.map(({ name }) => name)).size < actions.length;
  return isTwice ? { error: 'DuplicateActionName', message: 'Action provided more than once' } : undefined;
}

/** What is no refusal of its own is told by Python's error. */
function failure(message: string) {
  return { error: 'ServiceError', message: `builtins.${message}` };
}

/** In milliseconds since 1970: a Lambda function's time is UTC. */
function utc(expiration: string): number {
  return Date.parse(`${expiration}Z`);
}

function apiOf(base: Request['base_url']): string {
  if (typeof base !== 'object') return ORIGINAL_API;
  const { api_id, stage, region = 'us-east-1' } = base;
  return `https://${api_id}.execute-api.${region}.amazonaws.com/${stage}`;
}
