import { AwsError, constraintViolation, malformed, unsupported } from './aws-error.ts';

/** A request's members as they arrived: JSON values, or strings and maps from the Query protocol. */
export type RequestMembers = Record<string, unknown>;

/** Takes a request's members and returns the response's members. */
export type Operation = (request: RequestMembers) => unknown;

/** A service's operations by name. */
export type Operations = Readonly<Record<string, Operation>>;

interface Types {
  string: string;
  number: number;
  boolean: boolean;
  /** Base64 text in AWS JSON. */
  blob: Buffer;
  stringMap: Record<string, string>;
  map: Record<string, unknown>;
  /** Accepted and without effect here, as it has none on behaviour in AWS (tags, logging). */
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
 * An operation whose members are checked against a table before `run` sees them.
 * A member that the table does not name is refused by name: most would change what AWS does.
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

/** AWS names the member in a violation without repeating its value, which may be a task token. */
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
    isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string')
      ? (value as Record<string, string>)
      : undefined,
  map: (value) => (isRecord(value) ? value : undefined),
  ignored: (value) => value,
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * One page of a list. `nextToken` is the position in the list, opaque to the caller; a page holds at most `maxResults`,
 * and 100 where that is 0 or absent, as in Step Functions.
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
