import { isObject, parseJson } from '../../json.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { AttributeValues } from './filter-policy.ts';

/**
 * The values of `MessageAttributes` for filter policies. Binary attributes are accepted, but match no condition. A data
 * type may have a custom label, as in `Number.euro`.
 */
export function readMessageAttributes(attributes: Record<string, unknown>): AttributeValues {
  const values = Object.entries(attributes).map(
    ([name, attribute]) => [name, readAttribute(name, attribute)] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as AttributeValues;
}

function readAttribute(name: string, attribute: unknown): AttributeValues[string] | undefined {
  const { DataType: type, StringValue: text, BinaryValue: binary } = isObject(attribute) ? attribute : {};
  if (typeof type !== 'string') throw invalidAttribute(name, 'must have a DataType');
  if (type.startsWith('Binary') && binary) return undefined;
  if (typeof text !== 'string' || text === '') throw invalidAttribute(name, 'must contain a non-empty value');
  if (type.startsWith('String.Array')) return readArray(name, text);
  if (type.startsWith('String')) return [text];
  if (!type.startsWith('Number'))
    throw invalidAttribute(name, 'has an invalid type: String, Number or Binary');
  const number = Number(text);
  if (!Number.isFinite(number)) throw invalidAttribute(name, 'is not a number');
  return [number];
}

function readArray(name: string, text: string): AttributeValues[string] {
  const items = parseJson(text);
  if (!Array.isArray(items)) throw invalidAttribute(name, 'is not a JSON array');
  return items.filter((item) => typeof item !== 'object' || item === null);
}

function invalidAttribute(name: string, reason: string): AwsError {
  return new AwsError('ParameterValueInvalid', `The message attribute '${name}' ${reason}.`);
}
