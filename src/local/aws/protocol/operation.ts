import { isObject } from '../../json.ts';
import { AwsError, constraintViolation, malformed, unsupported } from './aws-error.ts';

/** The unchecked members of a request: JSON values, or strings and maps in the Query protocol. */
export type RequestMembers = Record<string, unknown>;

/** Gets the members of a request and returns the members of the response. */
export type Operation = (request: RequestMembers) => unknown;

/** The operations of a service by name. */
export type Operations = Readonly<Record<string, Operation>>;

interface Types {
  string: string;
  number: number;
  boolean: boolean;
  /** Base64 text in AWS JSON. */
  blob: Buffer;
  stringMap: Record<string, string>;
  map: Record<string, unknown>;
  list: readonly unknown[];
  /** Accepted without effect, because it does not change the behaviour in AWS either (tags, logging). */
  ignored: unknown;
}

interface Member {
  readonly type: keyof Types;
  readonly required?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly oneOf?: readonly string[];
}

type MemberTable = Readonly<Record<string, Member>>;

type Values<Table extends MemberTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { required: true }
    ? Types[Table[Name]['type']]
    : Types[Table[Name]['type']] | undefined;
};

/**
 * An operation that checks the members of a request against a table before it calls `run`. It refuses a member that the
 * table does not name, because most members change the behaviour of AWS.
 */
export function operation<const Table extends MemberTable>(
  name: string,
  table: Table,
  run: (members: Values<Table>) => unknown,
): Operation {
  return (request) => {
    const unknown = Object.keys(request).find((member) => !Object.hasOwn(table, member));
    if (unknown !== undefined) throw unsupported(`the parameter '${unknown}' of ${name}`);
    const members = Object.entries(table).map(([key, member]) => [key, read(key, member, request[key])]);
    return run(Object.fromEntries(members) as Values<Table>);
  };
}

function read(name: string, member: Member, value: unknown): unknown {
  if (value === undefined || value === null) {
    if (!member.required) return undefined;
    throw constraintViolation(`Value null at '${name}'`, 'Member must not be null');
  }
  const converted = convert[member.type](value);
  if (converted === undefined) throw malformed(`The parameter '${name}' is not a ${member.type}.`);
  checkLength(name, member, converted);
  if (member.oneOf && !member.oneOf.includes(String(converted))) {
    throw constraintViolation(
      `Value at '${name}'`,
      `Member must satisfy enum value set: [${member.oneOf.join(', ')}]`,
    );
  }
  return converted;
}

/** The error names the member but does not repeat its value, as in AWS: the value may be a task token. */
function checkLength(
  name: string,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Member,
  value: unknown,
): void {
  const length = typeof value === 'string' || Buffer.isBuffer(value) ? value.length : undefined;
  if (length === undefined) return;
  const rule = 'Member must have length';
  if (length < minLength)
    throw constraintViolation(`Value at '${name}'`, `${rule} greater than or equal to ${minLength}`);
  if (length > maxLength)
    throw constraintViolation(`Value at '${name}'`, `${rule} less than or equal to ${maxLength}`);
}

const convert: { readonly [Type in keyof Types]: (value: unknown) => Types[Type] | undefined } = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  blob: (value) =>
    typeof value === 'string' && BASE64.test(value) ? Buffer.from(value, 'base64') : undefined,
  stringMap: (value) =>
    isObject(value) && Object.values(value).every((entry) => typeof entry === 'string')
      ? (value as Record<string, string>)
      : undefined,
  map: (value) => (isObject(value) ? value : undefined),
  list: (value) => (Array.isArray(value) ? value : undefined),
  ignored: (value) => value,
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * One page of a list. `nextToken` is the position in the list, encoded. A page has at most `maxResults` items, or 100
 * if `maxResults` is 0 or undefined, as in Step Functions.
 */
export function page<Item>(
  items: readonly Item[],
  maxResults: number | undefined,
  nextToken: string | undefined,
): { items: Item[]; nextToken?: string } {
  if (maxResults !== undefined && !(Number.isInteger(maxResults) && maxResults >= 0 && maxResults <= 1000)) {
    throw constraintViolation(
      `Value '${maxResults}' at 'maxResults'`,
      'Member must have value between 0 and 1000',
    );
  }
  const position = nextToken === undefined ? '0' : Buffer.from(nextToken, 'base64url').toString();
  if (!/^\d+$/.test(position)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const start = Number(position);
  const end = start + (maxResults || 100);
  const next = end < items.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { items: items.slice(start, end), ...next };
}
