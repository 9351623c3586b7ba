import { objectIn, parseJson } from '../../callback/json.ts';
import type { HttpRequest } from '../../local/aws/protocol/http.ts';
import type { Service } from './services.ts';

/** A request of a function to a service. */
export interface Call {
  readonly service: Service;
  /** Such as `Decrypt`, `chat.update` or `PUT activities`. */
  readonly operation: string;
  /** Which attempt of the AWS SDK this is, beginning with 1. The other clients do not tell, so it is 1. */
  readonly attempt: number;
  /** Of Secrets Manager: which secret. */
  readonly secretId?: string;
}

/** Which service a request is for, and what it asks. */
export function identify({ method, headers, path, body }: HttpRequest): Call {
  // AWS: "Elements of an AWS API request signature": the credential is KEY/DATE/REGION/SERVICE/aws4_request.
  const [, service = notOfAws(path)] =
    /Credential=[^,]*\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const [, attempt = '1'] = /attempt=(\d+)/.exec(String(headers['amz-sdk-request'])) ?? [];
  return {
    service: service as Service,
    operation: operationOf(method, headers, path, body),
    attempt: Number(attempt),
    ...(service === 'secretsmanager' && { secretId: String(objectIn(parseJson(body.toString())).SecretId) }),
  };
}

function notOfAws(path: string): Service {
  if (path.startsWith('/teams/')) return 'teams';
  return path.includes('/oauth2/') ? 'entra' : 'slack';
}

function operationOf(method: string, headers: HttpRequest['headers'], path: string, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1) ?? '';
  if (path.startsWith('/api/')) return path.slice('/api/'.length);
  // `/teams/v3/conversations/{id}/activities/{id}`
  const [, , , collection, , part = collection] = path.split('/');
  if (path.startsWith('/teams/')) return `${method} ${part}`;
  if (path.includes('/oauth2/')) return 'POST token';
  return path === '/' ? (new URLSearchParams(body.toString()).get('Action') ?? '') : 'Invoke';
}
