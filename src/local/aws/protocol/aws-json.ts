import { type AwsError, malformed, unsupported } from './aws-error.ts';
import type { HttpReply, HttpRequest } from './http.ts';
import { isJsonObject, parseJson } from './json.ts';
import type { Operations } from './operation.ts';

/** The services that speak AWS JSON: the prefix of X-Amz-Target, and what answers it. */
export type JsonServices = Readonly<Record<string, Operations>>;

/**
 * AWS JSON 1.0 and 1.1: the operation is in `X-Amz-Target`, request and response are JSON objects.
 * The two differ in their content type only.
 */
export async function answerJson(services: JsonServices, request: HttpRequest): Promise<HttpReply> {
  const target = String(request.headers['x-amz-target']);
  const [service = '', name = ''] = target.split('.');
  const operations = Object.hasOwn(services, service) ? services[service] : undefined;
  const run = operations && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!run) throw unsupported(target);
  const members = parseJson(request.body.toString() || '{}');
  if (!isJsonObject(members)) throw malformed('The request body is not a JSON object.');
  const result = (await run(members)) ?? {};
  return { status: 200, headers: { 'content-type': contentType(request) }, body: JSON.stringify(result) };
}

/** An error of AWS JSON and of Lambda's REST JSON: the code in `__type` and in `x-amzn-errortype`. */
export function jsonError(request: HttpRequest | undefined, error: AwsError): HttpReply {
  const headers = { 'content-type': contentType(request), 'x-amzn-errortype': error.code };
  const body = { __type: error.code, message: error.message };
  return { status: error.status, headers, body: JSON.stringify(body) };
}

function contentType(request: HttpRequest | undefined): string {
  const type = request?.headers['content-type'] ?? '';
  return type.startsWith('application/x-amz-json') ? type : 'application/json';
}
