import { isObject } from '../callback/json.ts';

/** Returns what is read of a value, and throws {@link Malformed} for a value of another form. */
export type Shape<T = unknown> = (value: unknown) => T;

type Members = Readonly<Record<string, unknown>>;
type MemberShapes = Readonly<Record<string, Shape>>;

/** A delivery does not have the form that Slack documents. */
export class Malformed extends Error {}

export const text: Shape<string> = (value) => {
  if (typeof value !== 'string') throw new Malformed('this is not a text');
  return value;
};

/** A text that is not empty. */
export const id: Shape<string> = (value) => text(value || undefined);

/** Slack sends null for what is missing. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value) => (value === undefined || value === null ? undefined : shape(value));
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Malformed('this is not a list');
    return value.map((item) => shape(item));
  };
}

/** An object that is kept as it is, also the members that are not read. */
export function whole(members: MemberShapes): Shape<Members> {
  return (value) => {
    if (!isObject(value)) throw new Malformed('this is not an object');
    for (const [name, shape] of Object.entries(members)) shape(value[name]);
    return value;
  };
}

/** An object of which only these members are read. */
export function object(members: MemberShapes): Shape<Members> {
  return (value) => {
    const all = whole({})(value);
    return Object.fromEntries(Object.entries(members).map(([name, shape]) => [name, shape(all[name])]));
  };
}

/** An object of which all members have the same form, whatever their names are. */
export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) =>
    Object.fromEntries(Object.entries(whole({})(value)).map(([name, member]) => [name, shape(member)]));
}
