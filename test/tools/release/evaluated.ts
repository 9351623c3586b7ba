import { isObject, type Json, type JsonObject } from '../../../src/tools/release/json.ts';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'Countersign',
};

/** The resources that are named by an address. Their logical IDs do not count. */
const NAMED_BY_ADDRESS = ['AWS::SNS::Subscription', 'Custom::VerifiedSender'];

/** What CloudFormation would create: without conditions, with the values of parameters. Numbers are text, and code does not count. */
export function evaluated(template: JsonObject, given: Readonly<Record<string, string>> = {}) {
  const parameters = members(template.Parameters);
  const values: Record<string, Json> = {
    ...PSEUDO,
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, { Default = '' }]) => [name, given[name] ?? Default]),
    ),
  };
  const conditions = members(template.Conditions);
  const holds = (name: string): boolean => isTrue(conditions[name] ?? unknown(name));
  const resolve = (value: Json): Json => resolved(value, values, holds);
  const isThere = ({ Condition }: JsonObject) => Condition === undefined || holds(String(Condition));
  const there = Object.entries(members(template.Resources)).filter(([, one]) => isThere(one));
  const ids = new Set(there.map(([id]) => id));
  const resources = Object.fromEntries(
    there.map(([id, one]) => {
      const resource = plain(resolve(one) as JsonObject);
      for (const name of referred(resource)) {
        if (!ids.has(name)) throw new Error(`${id} refers to ${name}, which does not exist`);
      }
      return [NAMED_BY_ADDRESS.includes(String(one.Type)) ? JSON.stringify(resource) : id, resource];
    }),
  );
  const outputs = Object.fromEntries(
    Object.entries(members(template.Outputs))
      .filter(([, one]) => isThere(one))
      .map(([id, { Description = '', Value = '' }]) => [id, { Description, Value: resolve(Value) }]),
  );
  return { resources, outputs };

  function isTrue(expression: JsonObject): boolean {
    if (typeof expression.Condition === 'string') return holds(expression.Condition);
    const [[name, list] = ['', []]] = Object.entries(expression);
    const all = list as JsonObject[];
    if (name === 'Fn::Equals') {
      const [one, other] = (all as Json[]).map(resolve);
      return one === other;
    }
    if (name === 'Fn::Not') return !isTrue(all[0] ?? unknown(name));
    if (name === 'Fn::And') return all.every(isTrue);
    if (name === 'Fn::Or') return all.some(isTrue);
    return unknown(name);
  }
}

function resolved(
  value: Json,
  values: Readonly<Record<string, Json>>,
  holds: (name: string) => boolean,
): Json {
  const resolve = (one: Json): Json => resolved(one, values, holds);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(resolve).filter(isValue);
  if (!isObject(value)) return value;
  const [[name, argument] = ['', null]] = Object.entries(value);
  if (name === 'Ref') return values[String(argument)] ?? value;
  if (name in FUNCTIONS && Array.isArray(argument)) return FUNCTIONS[name]?.(argument, resolve, holds) ?? '';
  const all = Object.entries(value).map(([key, one]) => [key, resolve(one)] as const);
  return Object.fromEntries(all.filter(([, one]) => isValue(one)));
}

type Evaluate = (list: Json[], resolve: (value: Json) => Json, holds: (name: string) => boolean) => Json;

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  'Fn::If': ([condition, then = '', otherwise = ''], resolve, holds) =>
    resolve(holds(String(condition)) ? then : otherwise),
  'Fn::Join': ([, parts], resolve) => joined((parts as Json[]).map(resolve)),
  'Fn::Split': ([separator, text = ''], resolve) => String(resolve(text)).split(String(separator)),
  'Fn::Select': ([index, list = []], resolve) => (resolve(list) as string[])[Number(index)] ?? '',
};

/** Texts that follow each other are one. */
function joined(parts: readonly Json[]): Json {
  const flat = parts.flatMap((part) =>
    isObject(part) && Array.isArray(part['Fn::Join']) ? (part['Fn::Join'] as [string, Json[]])[1] : [part],
  );
  const merged: Json[] = [];
  for (const part of flat) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged.splice(-1, 1, last + part);
    else merged.push(part);
  }
  return merged.length === 1 && typeof merged[0] === 'string' ? merged[0] : { 'Fn::Join': ['', merged] };
}

/** Without what CDK or the release adds, and with all that it depends on in one list. */
function plain({ Condition: _, Metadata, DependsOn = [], ...resource }: JsonObject): JsonObject {
  const sometimes = isObject(Metadata) && isObject(Metadata.DependsOn) ? Object.keys(Metadata.DependsOn) : [];
  const { Code, ...properties } = isObject(resource.Properties) ? resource.Properties : {};
  const all = [...[DependsOn].flat().map(String), ...sometimes].sort();
  return { ...resource, Properties: properties, DependsOn: all };
}

function referred(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referred);
  if (!isObject(value)) return [];
  const { Ref, 'Fn::GetAtt': attribute, DependsOn = [] } = value;
  return [
    ...(typeof Ref === 'string' ? [Ref] : []),
    ...(Array.isArray(attribute) ? [String(attribute[0])] : []),
    ...[DependsOn].flat().map(String),
    ...Object.values(value).flatMap(referred),
  ];
}

function members(section: Json | undefined): Readonly<Record<string, JsonObject>> {
  return (section ?? {}) as Readonly<Record<string, JsonObject>>;
}

function isValue(value: Json): boolean {
  return !(isObject(value) && value.Ref === 'AWS::NoValue');
}

function unknown(what: string): never {
  throw new Error(`${what} is unknown`);
}
