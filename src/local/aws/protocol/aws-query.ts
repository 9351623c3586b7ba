import { type AwsError, unsupported } from './aws-error.ts';
import type { HttpReply, HttpRequest } from './http.ts';
import type { Operations, RequestMembers } from './operation.ts';

/** The services that use the Query protocol, by the versions of their APIs, which a form names. */
const SERVICES = { '2010-03-31': 'SNS', '2010-05-15': 'CloudFormation' } as const;
type Version = keyof typeof SERVICES;

/** Whether the request is in the Query protocol: a form that names an Action. */
export function isQueryRequest({ headers }: HttpRequest): boolean {
  return (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

/** The AWS Query protocol: the request is a form, the response is XML. */
export async function answerQuery(
  operations: Readonly<Record<(typeof SERVICES)[Version], Operations>>,
  request: HttpRequest,
  requestId: string,
): Promise<HttpReply> {
  const form = new URLSearchParams(request.body.toString());
  const action = form.get('Action') ?? '';
  const version = versionOf(form);
  if (!version) throw unsupported(`${action} of API version ${form.get('Version')}`);
  const service = SERVICES[version];
  const run = Object.hasOwn(operations[service], action) ? operations[service][action] : undefined;
  if (!run) throw unsupported(`${service} ${action}`);
  form.delete('Action');
  form.delete('Version');
  const result = await run(readMembers(form));
  const body = result === undefined ? '' : element(`${action}Result`, result);
  const metadata = element('ResponseMetadata', { RequestId: requestId });
  return xmlReply(200, `<${action}Response${namespaceOf(version)}>${body}${metadata}</${action}Response>`);
}

/** An error in the format of the Query protocol. */
export function queryError(
  request: HttpRequest,
  { code, message, status }: AwsError,
  requestId: string,
): HttpReply {
  const version = versionOf(new URLSearchParams(request.body.toString()));
  const error = element('Error', {
    Type: status < 500 ? 'Sender' : 'Receiver',
    Code: code,
    Message: message,
  });
  return xmlReply(
    status,
    `<ErrorResponse${namespaceOf(version)}>${error}${element('RequestId', requestId)}</ErrorResponse>`,
  );
}

/** Without a version, it is SNS. */
function versionOf(form: URLSearchParams): Version | undefined {
  const version = form.get('Version') ?? '2010-03-31';
  return Object.hasOwn(SERVICES, version) ? (version as Version) : undefined;
}

function namespaceOf(version: Version | undefined): string {
  return version ? ` xmlns="http://${SERVICES[version].toLowerCase()}.amazonaws.com/doc/${version}/"` : '';
}

type Node = Map<string, Node | string>;

/**
 * The members in the flat names of a form: `Attributes.entry.1.key=A&Attributes.entry.1.value=B` is
 * `{Attributes: {A: 'B'}}`. The entries of a map have `key` and `value`, or `Name` and `Value` in MessageAttributes.
 */
function readMembers(form: URLSearchParams): RequestMembers {
  const root: Node = new Map();
  for (const [name, value] of form) insert(root, name.split('.'), value);
  return Object.fromEntries([...root].map(([name, node]) => [name, convert(node)]));
}

function insert(node: Node, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    node.set(head, value);
    return;
  }
  const existing = node.get(head);
  const child: Node = existing instanceof Map ? existing : new Map();
  node.set(head, child);
  insert(child, rest, value);
}

function convert(node: Node | string): unknown {
  if (typeof node === 'string') return node;
  const entries = node.get('entry');
  if (!(entries instanceof Map))
    return Object.fromEntries([...node].map(([name, child]) => [name, convert(child)]));
  return Object.fromEntries([...entries.values()].map(convertEntry));
}

function convertEntry(entry: Node | string): [string, unknown] {
  const fields: Node = entry instanceof Map ? entry : new Map();
  const name = fields.get('key') ?? fields.get('Name') ?? '';
  return [String(name), convert(fields.get('value') ?? fields.get('Value') ?? '')];
}

/** A list becomes `member` elements, and a Map becomes `entry` elements. */
function element(name: string, value: unknown): string {
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element('member', item)).join('');
  if (value instanceof Map)
    return [...value].map(([key, item]) => element('entry', { key, value: item })).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, item]) => element(name, item))
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function xmlReply(status: number, body: string): HttpReply {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
