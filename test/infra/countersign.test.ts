import { App, Aws, NestedStack, RemovalPolicy, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { Countersign } from '../../infra/countersign.ts';
import type { CountersignProps } from '../../infra/countersign-props.ts';
import { EVERYTHING, placeholderBundles, synthesized } from './synthesized.ts';

const SURFACES = { emails: ['a@example.com'], slackChannel: 'C0123456789' };

/** A stack of a user's, with a deployment and what `props` needs. */
function inStack(props: (stack: Stack) => CountersignProps) {
  const stack = new Stack(new App({ context: flags }), 'Theirs');
  const countersign = new Countersign(stack, 'Approvals', { bundles: placeholderBundles(), ...props(stack) });
  return { stack, countersign };
}

function templateOf(stack: Stack): Template {
  return Template.fromStack(stack);
}

const typesIn = (template: Template) =>
  Object.values<{ Type: string }>(template.toJSON().Resources)
    .map(({ Type }) => Type)
    .sort();

describe('Countersign in a stack of another app', () => {
  const { template: ours } = synthesized(EVERYTHING);

  it('creates the same resources as the stack of this repository', () => {
    const { emails, ...others } = EVERYTHING;
    const { stack } = inStack(() => ({ ...others, emails: emails.split(',') }));
    expect(typesIn(templateOf(stack))).toEqual(typesIn(ours));
  });

  it('has the name of its stack, or one of its own', () => {
    const { stack, countersign } = inStack(() => SURFACES);
    new Countersign(stack, 'Others', { name: 'Others', bundles: placeholderBundles() });
    const names = Object.values(templateOf(stack).findResources('AWS::StepFunctions::StateMachine')).map(
      ({ Properties }) => Properties.StateMachineName,
    );
    expect(names.filter((name) => name.endsWith('-ApprovalEmails')).sort()).toEqual([
      'Others-ApprovalEmails',
      'Theirs-ApprovalEmails',
    ]);
    expect(countersign.dashboard.dashboardName).toBeDefined();
  });

  it('refuses a wrong setting, an unknown property, a name that is taken, and a nested stack without a name', () => {
    expect(() => inStack(() => ({ emails: ['ann'] }))).toThrow('emails=… contains "ann"');
    expect(() => inStack(() => ({ slackchannel: 'C0123456789' }) as CountersignProps)).toThrow(
      'Did you mean slackChannel?',
    );
    expect(() => inStack(() => ({ name: 'a b' }))).toThrow('name=a b is not a valid name.');
    expect(() => inStack(() => ({ name: Aws.STACK_NAME }))).toThrow(
      'has a name that only CloudFormation knows.',
    );
    const { stack } = inStack(() => SURFACES);
    expect(() => new Countersign(stack, 'Others', { bundles: placeholderBundles() })).toThrow(
      'Theirs/Others has the name Theirs, like Theirs/Approvals. Give it another name.',
    );
    const nested = new NestedStack(new Stack(new App(), 'Theirs'), 'Nested');
    expect(() => new Countersign(nested, 'Approvals')).toThrow('is in a nested stack. Give it a name.');
  });
});

describe('a name that is taken in the same account and region', () => {
  const env = { account: '123456789012', region: 'eu-central-1' };
  const named = (one: StackProps, other: StackProps) => {
    const app = new App();
    for (const [id, props] of Object.entries({ One: one, Two: other })) {
      const stack = new Stack(new Stage(app, id), 'Approvals', props);
      new Countersign(stack, 'Countersign', { name: 'Shared', bundles: placeholderBundles() });
    }
  };

  it('is refused, also in another stack and stage', () => {
    expect(() => named({ env }, { env })).toThrow(
      'Two/Approvals/Countersign has the name Shared, like One/Approvals/Countersign. Give it another name.',
    );
  });

  it('is allowed in another region, and where only the user knows the account', () => {
    expect(() => named({ env }, { env: { ...env, region: 'us-east-1' } })).not.toThrow();
    expect(() => named({}, {})).not.toThrow();
  });
});

describe('what leaves the stack', () => {
  /** The resources that are kept, with their types and policies. */
  function kept(props: CountersignProps) {
    const { stack } = inStack(() => ({ ...SURFACES, ...props }));
    return Object.values<{ Type: string; Properties: { LogGroupName?: unknown }; DeletionPolicy?: string }>(
      templateOf(stack).toJSON().Resources,
    ).filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');
  }

  it('is kept if it is a key or a log group, and was not just created', () => {
    const all = kept({});
    expect(new Set(all.map(({ Type }) => Type))).toEqual(new Set(['AWS::KMS::Key', 'AWS::Logs::LogGroup']));
    for (const one of all) {
      expect(one).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('does not stop a stack that is created again, because no name is the same', () => {
    const { stack } = inStack(() => SURFACES);
    templateOf(stack).resourceCountIs('AWS::KMS::Alias', 0);
    const names = kept({}).map(({ Properties }) => Properties.LogGroupName);
    const given = names.filter((name) => name !== undefined);
    expect(given).toHaveLength(4);
    for (const name of given) expect(JSON.stringify(name)).toContain(JSON.stringify({ Ref: 'AWS::StackId' }));
  });

  it('is deleted with removalPolicy: destroy', () => {
    expect(kept({ removalPolicy: RemovalPolicy.DESTROY })).toEqual([]);
    expect(kept({ removalPolicy: 'destroy' })).toEqual([]);
    const policies = kept({ removalPolicy: RemovalPolicy.RETAIN }).map(
      ({ DeletionPolicy }) => DeletionPolicy,
    );
    expect(new Set(policies)).toEqual(new Set(['Retain']));
  });
});

describe('Countersign with resources of the user', () => {
  it('seals with an existing key, whose policy does not change', () => {
    const { stack, countersign } = inStack((stack) => ({
      ...SURFACES,
      key: new Key(stack, 'Key', { enableKeyRotation: true }),
    }));
    const template = templateOf(stack);
    expect(countersign.key?.keyArn).toBeDefined();
    template.resourceCountIs('AWS::KMS::Key', 1);
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(key?.Properties.KeyPolicy.Statement).toHaveLength(1);
  });

  it('refuses an alias of a key, through which IAM allows nothing', () => {
    const alias = (stack: Stack) => Alias.fromAliasName(stack, 'Alias', 'alias/mine');
    expect(() => inStack((stack) => ({ ...SURFACES, key: alias(stack) }))).toThrow('key is an alias.');
    const made = (stack: Stack) =>
      new Alias(stack, 'Alias', { aliasName: 'mine', targetKey: new Key(stack, 'Key') });
    expect(() => inStack((stack) => ({ ...SURFACES, key: made(stack) }))).toThrow('key is an alias.');
  });

  it('sends e-mails and alarms to existing topics, also without addresses', () => {
    const { stack, countersign } = inStack((stack) => ({
      topic: new Topic(stack, 'Mails', {
        enforceSSL: true,
        masterKey: new Key(stack, 'Key', { enableKeyRotation: true }),
      }),
      alarmTopic: new Topic(stack, 'Alarms', { enforceSSL: true }),
      alarmEmails: ['ops@example.com'],
    }));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::SNS::Topic', 2);
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'ops@example.com' });
    const { TOPIC_ARN } = variablesOf(template, 'RequestApproval');
    expect(TOPIC_ARN).toEqual(stack.resolve(countersign.topic?.topicArn));
    expect(countersign.alarms.length).toBeGreaterThan(10);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('kms:GenerateDataKey');
    expect(() => inStack((stack) => ({ topic: new Topic(stack, 'T'), mailFrom: 'a@example.com' }))).toThrow(
      'topic cannot be combined with mailFrom',
    );
  });

  it('refuses a FIFO topic, which sends no e-mails', () => {
    expect(() => inStack((stack) => ({ topic: new Topic(stack, 'Mails', { fifo: true }) }))).toThrow(
      'topic is a FIFO topic, which sends no e-mails.',
    );
  });

  it('allows the alarms to publish to an existing topic, whose policy would refuse them', () => {
    const { stack } = inStack((stack) => ({
      ...SURFACES,
      alarmTopic: new Topic(stack, 'Alarms', { enforceSSL: true }),
    }));
    const policies = Object.entries(templateOf(stack).findResources('AWS::SNS::TopicPolicy'));
    const [, policy] = policies.find(([id]) => id.startsWith('AlarmsPolicy')) ?? [];
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    );
  });

  it('allows the alarms to use the key of an existing topic', () => {
    const { stack } = inStack((stack) => ({
      ...SURFACES,
      alarmTopic: new Topic(stack, 'Alarms', { masterKey: new Key(stack, 'AlarmKey') }),
    }));
    const keys = Object.entries(templateOf(stack).findResources('AWS::KMS::Key'));
    const [, key] = keys.find(([id]) => id.startsWith('AlarmKey')) ?? [];
    expect(key?.Properties.KeyPolicy.Statement).toContainEqual({
      Sid: 'Alarms',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Resource: '*',
    });
  });

  it('refuses a topic for alarms under the key of SNS, which alarms cannot use', () => {
    const underKeyOfSns = (stack: Stack) =>
      new Topic(stack, 'Alarms', { masterKey: Alias.fromAliasName(stack, 'Sns', 'alias/aws/sns') });
    expect(() => inStack((stack) => ({ ...SURFACES, alarmTopic: underKeyOfSns(stack) }))).toThrow(
      'alarmTopic is encrypted under alias/aws/sns',
    );
  });

  it('refuses subnets and security groups without their VPC', () => {
    const withSubnets = { ...SURFACES, vpcSubnets: { subnetType: SubnetType.PUBLIC } };
    expect(() => inStack(() => withSubnets)).toThrow('vpcSubnets and securityGroups need vpc.');
  });

  it('runs its functions in a VPC, with a permissions boundary, and keeps its logs for a year', () => {
    const { stack, countersign } = inStack((stack) => ({
      ...SURFACES,
      vpc: new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }) as IVpc,
      logRetention: RetentionDays.ONE_YEAR,
      permissionsBoundary: ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
    }));
    const findings = new AwsSolutionsChecks().validateScope(countersign).violations;
    expect(findings.map(({ ruleName }) => ruleName)).toEqual([]);
    const resources = Object.values<{ Type: string; Properties: object }>(
      templateOf(stack).toJSON().Resources,
    );
    const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
    for (const { Properties } of ofType('AWS::Lambda::Function'))
      expect(Properties).toHaveProperty('VpcConfig');
    for (const { Properties } of ofType('AWS::Logs::LogGroup'))
      expect(Properties).toMatchObject({ RetentionInDays: 365 });
    for (const { Properties } of ofType('AWS::IAM::Role'))
      expect(Properties).toHaveProperty('PermissionsBoundary');
  });
});

describe('the grants of Countersign', () => {
  it('allow creating callback URLs, and asking for an approval', () => {
    const { stack, countersign } = inStack(() => SURFACES);
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    countersign.grantMint(role);
    countersign.grantStart(role);
    const policies = Object.entries(templateOf(stack).findResources('AWS::IAM::Policy'));
    const [, policy] = policies.find(([id]) => id.startsWith('RoleDefaultPolicy')) ?? [];
    const allowed = policy?.Properties.PolicyDocument.Statement.map(
      ({ Action }: { Action: string }) => Action,
    );
    expect(allowed).toEqual([
      'execute-api:Invoke',
      'lambda:InvokeFunction',
      'states:DescribeExecution',
      'states:StartExecution',
    ]);
  });
});

function variablesOf(template: Template, id: string): Record<string, unknown> {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  const [, found] = functions.find(([name]) => name.includes(id)) ?? [];
  return found?.Properties.Environment.Variables;
}
