import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENTRIES, type Entry } from '../../infra/bundle.ts';
import { CountersignStack } from '../../infra/countersign-stack.ts';
import { readSettings } from '../../infra/settings.ts';

export const EVERYTHING = {
  emails: 'a@example.com,b@example.com',
  slackChannel: 'C0123456789',
  locale: 'de',
};

/** Where the constructs are in the stack. */
const FUNCTIONS: Readonly<Record<Entry, string>> = {
  'create-urls': 'CallbackApiCreateUrls',
  respond: 'CallbackApiRespond',
  slack: 'SlackEndpointSlack',
  'request-approval': 'ApprovalWorkflowRequestApproval',
  'announce-decision': 'ApprovalWorkflowAnnounceDecision',
};

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes, and a test reads it as it is
  readonly Properties: any;
}

/** The template of a deployment with these context variables. */
export function synthesized(context: Readonly<Record<string, string>>) {
  const settings = readSettings((name) => context[name]);
  const outdir = mkdtempSync(path.join(tmpdir(), 'countersign-synth-'));
  const stack = new CountersignStack(new App({ outdir }), settings.stackName, {
    settings,
    bundles: placeholders(path.join(outdir, 'bundles')),
  });
  const template = Template.fromStack(stack);
  const { Resources: resources, Outputs: outputs } = template.toJSON() as {
    Resources: Record<string, Resource>;
    Outputs: Record<string, { Value: unknown }>;
  };
  const resolve = (value: unknown) => resolveIntrinsics(value, resources);

  const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
  const only = (type: string) => {
    const [resource, ...others] = ofType(type);
    if (!resource || others.length > 0) throw new Error(`not exactly one ${type}`);
    return resource.Properties;
  };
  const functionOf = (entry: Entry) => {
    const found = Object.entries(resources).find(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(FUNCTIONS[entry]),
    );
    return found && { id: found[0], properties: found[1].Properties };
  };

  return {
    template,
    outputs,
    resolve,
    ofType,
    only,
    functionOf,
    /** What a role may do, as `action on resource`, or `action on resource if condition`. */
    permissionsOf: (roleArn: unknown): string[] => permissions(roleArn, ofType('AWS::IAM::Policy'), resolve),
  };
}

/** Bundles take a second to build, and are not what these tests are about. */
function placeholders(directory: string): string {
  for (const entry of ENTRIES) {
    mkdirSync(path.join(directory, entry), { recursive: true });
    writeFileSync(path.join(directory, entry, 'index.mjs'), `// ${entry}`);
  }
  return directory;
}

function permissions(
  roleArn: unknown,
  policies: readonly Resource[],
  resolve: (value: unknown) => unknown,
): string[] {
  const [role] = (roleArn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
  const statements = policies
    .filter(({ Properties }) => Properties.Roles.some((attached: { Ref: string }) => attached.Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements.flatMap(({ Effect, Action, Resource, Condition }) =>
    [Action].flat().flatMap((action: string) =>
      [Resource].flat().map((resource: unknown) => {
        const condition = Condition ? ` if ${JSON.stringify(Condition)}` : '';
        return `${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${resolve(resource)}${condition}`;
      }),
    ),
  );
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What CloudFormation would make of it, as far as our templates go: ARNs of the right form, named by the construct. */
function resolveIntrinsics(value: unknown, resources: Readonly<Record<string, Resource>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIntrinsics(item, resources));
  if (typeof value !== 'object' || value === null) return value;
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

/** The types whose Ref is an ARN */
const REFERRED_BY_ARN = new Set([
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
]);

function referenceTo(id: string, resources: Readonly<Record<string, Resource>>): string {
  return REFERRED_BY_ARN.has(resources[id]?.Type ?? '') ? `arn:${withoutHash(id)}` : withoutHash(id);
}

function attributeOf(id: string, attribute: string | undefined): string {
  if (attribute === 'ApiEndpoint') return `https://${withoutHash(id)}.example.com`.toLowerCase();
  return `arn:${withoutHash(id)}`;
}

/** CDK ends a logical id with 8 digits of a hash. */
function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}
