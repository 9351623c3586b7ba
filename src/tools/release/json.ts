/** A value of a CloudFormation template. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What CloudFormation leaves out. */
export const NO_VALUE: JsonObject = { Ref: 'AWS::NoValue' };

export function ref(name: string): JsonObject {
  return { Ref: name };
}

export function join(...parts: readonly Json[]): JsonObject {
  return { 'Fn::Join': ['', parts] };
}

/** One of two values, by a condition of the template. */
export function choose(condition: string, value: Json, otherwise: Json = NO_VALUE): JsonObject {
  return { 'Fn::If': [condition, value, otherwise] };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The three parts of a {@link choose}; undefined for another value. */
export function choiceOf(
  value: Json,
): readonly [condition: string, value: Json, otherwise: Json] | undefined {
  return isObject(value) ? (value['Fn::If'] as [string, Json, Json] | undefined) : undefined;
}

/** Whether a value is a function of CloudFormation, which is no place for other members. */
export function isFunction(value: JsonObject): boolean {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}
