import { isObject, type JsonValue, parseJson } from '../../json.ts';
import { AwsError } from '../protocol/aws-error.ts';

/** The values of message attributes by name: all values of a String.Array, or the only value of any other type. */
export type AttributeValues = Readonly<Record<string, readonly (string | number | boolean | null)[]>>;

/** Whether a message with these attributes reaches the subscription. */
export type FilterPolicy = (attributes: AttributeValues) => boolean;

type Scalar = AttributeValues[string][number];

/** `values` is undefined if the message does not have the attribute. */
type Condition = (values: readonly Scalar[] | undefined) => boolean;

/**
 * Parses a FilterPolicy in the scope MessageAttributes. Each attribute that it names must match one of its
 * conditions: exact strings, numbers, booleans and null, `prefix`, `suffix`, `anything-but`, `exists` and `numeric`.
 * Other operators are refused by name. See
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function parseFilterPolicy(text: string): FilterPolicy {
  const policy = parseJson(text);
  if (!isObject(policy)) throw invalidPolicy('it is not a JSON object');
  const rules = Object.entries(policy).map(([name, conditions]) => ({
    name,
    conditions: parseRule(name, conditions),
  }));
  return (attributes) =>
    rules.every(({ name, conditions }) =>
      conditions.some((matches) => matches(Object.hasOwn(attributes, name) ? attributes[name] : undefined)),
    );
}

function parseRule(name: string, conditions: JsonValue): Condition[] {
  if (name.startsWith('$')) throw unsupportedOperator(name);
  if (!Array.isArray(conditions) || conditions.length === 0) {
    throw invalidPolicy(`"${name}" must be an object or an array`);
  }
  return conditions.map(parseCondition);
}

function parseCondition(condition: JsonValue): Condition {
  if (!isObject(condition)) return anyValue(equals(condition));
  const [operator, operand, ...rest] = Object.entries(condition).flat();
  if (typeof operator !== 'string' || operand === undefined || rest.length > 0) {
    throw invalidPolicy('a condition has exactly one operator');
  }
  if (operator === 'exists') return exists(operand);
  return anyValue(valueTest(operator, operand));
}

function exists(operand: JsonValue): Condition {
  if (typeof operand !== 'boolean') throw invalidPolicy('exists must be true or false');
  return (values) => (values !== undefined) === operand;
}

function anyValue(test: (value: Scalar) => boolean): Condition {
  return (values) => values?.some(test) ?? false;
}

function valueTest(operator: string, operand: JsonValue): (value: Scalar) => boolean {
  switch (operator) {
    case 'prefix':
      return text(operator, operand, (value, prefix) => value.startsWith(prefix));
    case 'suffix':
      return text(operator, operand, (value, suffix) => value.endsWith(suffix));
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numeric(operand);
    default:
      throw unsupportedOperator(operator);
  }
}

function equals(expected: JsonValue): (value: Scalar) => boolean {
  if (Array.isArray(expected)) throw invalidPolicy('a condition must not be an array');
  return (value) => value === expected;
}

function text(operator: string, operand: JsonValue, test: (value: string, operand: string) => boolean) {
  if (typeof operand !== 'string') throw invalidPolicy(`${operator} must be a string`);
  return (value: Scalar) => typeof value === 'string' && test(value, operand);
}

function anythingBut(operand: JsonValue): (value: Scalar) => boolean {
  const excluded = Array.isArray(operand) ? operand : [operand];
  const tests = excluded.map((item) => {
    if (!isObject(item)) return equals(item);
    const [operator = '', prefix = null] = Object.entries(item).flat();
    return valueTest(String(operator), prefix);
  });
  return (value) => !tests.some((test) => test(value));
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", 5]`, or a range such as `[">", 0, "<=", 150]`. */
function numeric(operand: JsonValue): (value: Scalar) => boolean {
  if (!Array.isArray(operand) || operand.length === 0) throw invalidPolicy('numeric must be a list');
  const bounds = Array.from({ length: Math.ceil(operand.length / 2) }, (_, index) => {
    const [operator, bound] = operand.slice(2 * index, 2 * index + 2);
    const compare = comparisons[String(operator)];
    if (!compare || typeof bound !== 'number')
      throw invalidPolicy('numeric takes pairs of an operator and a number');
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && bounds.every((within) => within(value));
}

function invalidPolicy(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: FilterPolicy: ${reason}`);
}

function unsupportedOperator(operator: string): AwsError {
  return invalidPolicy(`the embedded stack does not support the operator '${operator}'`);
}
