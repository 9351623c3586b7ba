import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../infra/checked-app.ts';
import { CountersignStack } from '../../infra/countersign-stack.ts';
import { ENTRIES, type Entry } from '../../infra/entries.ts';
import { readSettings, settingsIn } from '../../infra/settings.ts';
import { type Resource, resolveIntrinsics, withoutHash } from './intrinsics.ts';

export const EVERYTHING = {
  emails: 'a@example.com,b@example.com',
  slackChannel: 'C0123456789',
  teamsAppId: '11111111-2222-3333-4444-555555555555',
  teamsTenantId: '66666666-7777-8888-9999-000000000000',
  teamsChannel: '19:abc@thread.tacv2',
  locale: 'de',
};

const { teamsAppId, teamsTenantId, teamsChannel } = EVERYTHING;
/** A bot that does not know its channel yet. */
export const BOT = { teamsAppId, teamsTenantId };
export const TEAMS_ONLY = { ...BOT, teamsChannel };
export const WEBHOOK_ONLY = { teamsWebhook: 'true' };

/** The functions of `EVERYTHING`. Only a deployment with `mailFrom` has `check-sender`. */
export const DEPLOYED = ENTRIES.filter((entry) => entry !== 'check-sender');
export type DeployedEntry = (typeof DEPLOYED)[number];

/** The paths of the functions in the stack, without separators. */
const FUNCTIONS: Readonly<Record<Entry, string>> = {
  'create-urls': 'CallbackApiCreateUrls',
  respond: 'CallbackApiRespond',
  slack: 'SlackEndpointSlack',
  teams: 'TeamsEndpointTeams',
  'request-approval': 'ApprovalWorkflowRequestApproval',
  'tell-outcome': 'ApprovalWorkflowTellOutcome',
  tick: 'ApprovalWorkflowTick',
  'check-sender': 'ApprovalWorkflowMailCheckSender',
};

export type Context = Readonly<Record<string, string>>;

/**
 * Creates a deployment with these context variables. The app is not synthesised yet.
 *
 * @param region the region; by default, any
 */
export function deployment(context: Context, region?: string): CountersignStack {
  const { stackName } = readSettings(context);
  const outdir = mkdtempSync(path.join(tmpdir(), 'countersign-synth-'));
  return new CountersignStack(createApp({ outdir }), stackName, {
    settings: settingsIn(context),
    bundles: placeholderBundles(path.join(outdir, 'bundles')),
    ...(region && { env: { region, account: '123456789012' } }),
  });
}

/** Synthesises a deployment with these context variables. Throws if cdk-nag has a finding. */
export function synthesized(context: Context) {
  const template = Template.fromStack(deployment(context));
  const { Resources: resources, Outputs: outputs } = template.toJSON() as {
    Resources: Record<string, Resource>;
    Outputs: Record<string, { Value: unknown; Description?: string }>;
  };
  const resolve = (value: unknown) => resolveIntrinsics(value, resources);

  const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
  const only = (type: string) => {
    const [resource, ...others] = ofType(type);
    if (!resource || others.length > 0) throw new Error(`not exactly one ${type}`);
    return resource.Properties;
  };
  /** The properties of a resource, by its type and by the path of its construct. */
  const named = (type: string, id: string) =>
    Object.entries(resources).find(
      ([logicalId, { Type }]) => Type === type && withoutHash(logicalId) === id,
    )?.[1].Properties;
  const functionOf = (entry: Entry) => {
    const found = Object.entries(resources).find(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(FUNCTIONS[entry]),
    );
    return found && { id: found[0], properties: found[1].Properties, dependsOn: found[1].DependsOn };
  };

  return {
    template,
    outputs,
    resolve,
    ofType,
    only,
    named,
    functionOf,
    /** The permissions of a role, in the format of {@link inWords}. */
    permissionsOf: (roleArn: unknown): string[] =>
      inWords(statementsOf(roleArn, ofType('AWS::IAM::Policy')), resolve),
    /** The permissions of one of our functions, without its log and its traces, which each function needs. */
    functionPermissions: (entry: Entry): string[] => {
      const { Role: role, LoggingConfig: logging } = functionOf(entry)?.properties ?? {};
      const log = `on arn:${resolve(logging.LogGroup)}`;
      const all = inWords(statementsOf(role, ofType('AWS::IAM::Policy')), resolve);
      const telemetry = [
        `logs:CreateLogStream ${log}`,
        `logs:PutLogEvents ${log}`,
        // X-Ray does not support resources in policies.
        'xray:PutTelemetryRecords on *',
        'xray:PutTraceSegments on *',
      ];
      const missing = telemetry.filter((one) => !all.includes(one));
      if (missing.length > 0) throw new Error(`${entry} may not ${missing.join(', ')}`);
      return all.filter((one) => !telemetry.includes(one));
    },
    /** The environment variables of one of our functions. */
    environmentOf: (entry: Entry) =>
      (resolve(functionOf(entry)?.properties.Environment.Variables) ?? {}) as Readonly<
        Record<string, string>
      >,
  };
}

/** Creates placeholders for the bundles. These tests do not need the real bundles, which take a second to build. */
export function placeholderBundles(
  directory = mkdtempSync(path.join(tmpdir(), 'countersign-bundles-')),
): string {
  for (const entry of ENTRIES) {
    mkdirSync(path.join(directory, entry), { recursive: true });
    writeFileSync(path.join(directory, entry, 'index.mjs'), `// ${entry}`);
  }
  return directory;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statementsOf(roleArn: unknown, policies: readonly Resource[]): readonly Statement[] {
  const [role] = (roleArn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
  return policies
    .filter(({ Properties }) => Properties.Roles.some((attached: { Ref: string }) => attached.Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** Writes statements as `action on resource` or `action on resource if condition`, in alphabetical order. */
export function inWords(statements: readonly Statement[], resolve: (value: unknown) => unknown): string[] {
  return statements
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => {
          const condition = Condition ? ` if ${JSON.stringify(resolve(Condition))}` : '';
          return `${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${resolve(resource)}${condition}`;
        }),
      ),
    )
    .sort();
}
