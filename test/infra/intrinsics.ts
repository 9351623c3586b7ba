import { isObject } from '../../src/callback/json.ts';

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: a template has JSON of many types
  readonly Properties: any;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Resolves the intrinsic functions of CloudFormation that our templates use. The results contain the logical IDs. */
export function resolveIntrinsics(value: unknown, resources: Readonly<Record<string, Resource>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIntrinsics(item, resources));
  if (!isObject(value)) return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  const id = Array.isArray(argument) ? String(argument[0]) : String(argument);
  if (name === 'Ref') return PSEUDO[id] ?? referenceTo(id, resources);
  if (name === 'Fn::GetAtt') return attributeOf(id, (argument as string[])[1]);
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => resolveIntrinsics(part, resources)).join(separator);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveIntrinsics(item, resources)]),
  );
}

/** The resource types whose `Ref` returns an ARN. */
const REFERRED_BY_ARN = new Set([
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
  'AWS::IAM::ManagedPolicy',
]);

function referenceTo(id: string, resources: Readonly<Record<string, Resource>>): string {
  return REFERRED_BY_ARN.has(resources[id]?.Type ?? '') ? `arn:${withoutHash(id)}` : withoutHash(id);
}

function attributeOf(id: string, attribute: string | undefined): string {
  if (attribute === 'ApiEndpoint') return `https://${withoutHash(id)}.example.com`.toLowerCase();
  return `arn:${withoutHash(id)}`;
}

/** Removes the hash of 8 digits that CDK adds to a logical ID. */
export function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}
