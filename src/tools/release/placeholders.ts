import { choose, isObject, type Json, type JsonObject, join, ref } from './json.ts';
import { isGiven, MORE_PLACEHOLDERS, PARAMETERS, type Parameter } from './parameters.ts';

/**
 * Replaces the placeholders of a synthesised template by the parameters. What has an optional parameter is chosen by whether that
 * is given.
 */
export function withParameters(template: JsonObject, apiId: string): JsonObject {
  const values = new Map<string, Json>([
    ...Object.entries(MORE_PLACEHOLDERS),
    ...PARAMETERS.flatMap(({ name, placeholder, value = () => ref(name) }) =>
      placeholder ? [[placeholder, value(apiId)] as const] : [],
    ),
  ]);
  return objectWith(template, values);
}

type Values = ReadonlyMap<string, Json>;

function valueWith(value: Json, values: Values): Json {
  if (typeof value === 'string') return textWith(value, values);
  if (typeof value === 'number') return values.get(String(value)) ?? value;
  if (Array.isArray(value)) return value.map((item: Json) => valueWith(item, values));
  return isObject(value) ? objectWith(value, values) : value;
}

function objectWith(object: JsonObject, values: Values): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, memberWith(name, value, values)]),
  );
}

function memberWith(name: string, value: Json, values: Values): Json {
  if (name === 'Variables' && isObject(value)) return variablesWith(value, values);
  if (name === 'Statement' && Array.isArray(value)) {
    return value.map((one: Json) => optional(one, valueWith(one, values)));
  }
  const isSubscription = isObject(value) && value.Type === 'AWS::SNS::Subscription';
  const given = valueWith(value, values);
  return isSubscription || name === 'ReservedConcurrentExecutions' ? optional(value, given) : given;
}

function variablesWith(variables: JsonObject, values: Values): JsonObject {
  return Object.fromEntries(
    Object.entries(variables).map(([variable, value]) => {
      const parameter = PARAMETERS.find((one) => one.variable === variable);
      if (!parameter) return [variable, optional(value, valueWith(value, values))];
      return [variable, leftOut(parameter, ref(parameter.name))];
    }),
  );
}

/** Leaves a value out if the optional parameter that it has is not given; the first of several. */
function optional(original: Json, value: Json): Json {
  const text = JSON.stringify(original);
  const parameter = PARAMETERS.find(
    ({ placeholder, leftOutFor }) => placeholder && leftOutFor !== undefined && text.includes(placeholder),
  );
  return parameter ? leftOut(parameter, value) : value;
}

function leftOut({ name, leftOutFor }: Parameter, value: Json): Json {
  return leftOutFor === undefined ? value : choose(isGiven(name), value);
}

/** A number is replaced as a whole, other placeholders also within a text. */
function textWith(text: string, values: Values): Json {
  const whole = values.get(text);
  if (whole !== undefined) return whole;
  const within = [...values.keys()].filter((one) => !/^\d+$/.test(one) && text.includes(one));
  if (within.length === 0) return text;
  const longestFirst = within.toSorted((one, other) => other.length - one.length).map(escaped);
  const parts = text.split(new RegExp(`(${longestFirst.join('|')})`));
  return join(...parts.filter(Boolean).map((part) => values.get(part) ?? part));
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}
