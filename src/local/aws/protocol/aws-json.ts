import { isObject, parseJson } from '../../json.ts';
import { type AwsError, malformed, unsupported } from './aws-error.ts';
import type { HttpReply, HttpRequest } from './http.ts';
import type { Operations } from './operation.ts';

/** The operations of the services that use AWS JSON, by the prefix of X-Amz-Target. */
export type JsonServices = Readonly<Record<string, Operations>>;

/**
 * AWS JSON 1.0 and 1.1: the operation is in `X-Amz-Target`, and request and response are JSON objects. The two versions
 * differ only in their content type.
 */
export async function answerJson(services: JsonServices, request: HttpRequest): Promise<HttpReply> {
  const target = String(request.headers['x-amz-target']);
  const [service = '', name = ''] = target.split('.');
  const operations = Object.hasOwn(services, service) ? services[service] : undefined;
  const run = operations && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!run) throw unsupported(target);
  const members = parseJson(request.body.toString() || '{}');
  if (!isObject(members)) throw malformed('The request body is not a JSON object.');
  const result = (await run(members)) ?? {};
  return { status: 200, headers: { 'content-type': contentType(request) }, body: JSON.stringify(result) };
}

/** An error in AWS JSON, and in the REST JSON of Lambda and SES: the code is in `__type` and in `x-amzn-errortype`. */
export function jsonError(request: HttpRequest | undefined, error: AwsError): HttpReply {
  const headers = { 'content-type': contentType(request), 'x-amzn-errortype': error.code };
  const body = { __type: error.code, message: error.message };
  return { status: error.status, headers, body: JSON.stringify(body) };
}

function contentType(request: HttpRequest | undefined): string {
  const type = request?.headers['content-type'] ?? '';
  return type.startsWith('application/x-amz-json') ? type : 'application/json';
}
