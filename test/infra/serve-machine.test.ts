import { App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  CfnStateMachine,
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  type IChainable,
  Map as MapState,
  Parallel,
  QueryLanguage,
  StateMachine,
  type StateMachineProps,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import type { ICountersign } from '../../infra/approval-task-props.ts';
import { Countersign } from '../../infra/countersign.ts';
import type { CountersignProps } from '../../infra/countersign-props.ts';
import { placeholderBundles } from './synthesized.ts';

const PLACE = { account: '123456789012', region: 'eu-central-1' };
const SURFACES = { emails: ['a@example.com'], slackChannel: 'C0123456789' };
const timeout = Duration.hours(8);
/** A placeholder that CloudFormation replaces. */
const ASK = ['$', '{Ask}'].join('');

type Build = (stack: Stack, countersign: ICountersign) => IChainable;

const ask: Build = (stack, countersign) =>
  new ApprovalTask(stack, 'Release?', { countersign, title: 'Release', timeout });

/** An app with a deployment, and with a state machine in the same stack or in another one. */
function appWith({
  build = ask,
  machine = {},
  props = {},
  own = false,
}: {
  build?: Build;
  machine?: Partial<StateMachineProps>;
  props?: CountersignProps;
  own?: boolean;
}) {
  const app = new App({ context: flags });
  const approvals = new Stack(app, 'Approvals', { env: PLACE });
  const countersign = new Countersign(approvals, 'Countersign', {
    ...SURFACES,
    bundles: placeholderBundles(),
    ...props,
  });
  const stack = own ? approvals : new Stack(app, 'Theirs', { env: PLACE });
  new StateMachine(stack, 'Releases', {
    definitionBody: DefinitionBody.fromChainable(build(stack, countersign)),
    ...machine,
  });
  return { approvals, stack, countersign };
}

/** The statements of the policies beside the state machine, by the IDs of the policies. */
function served(stack: Stack): Record<string, { Action: unknown; Resource: unknown }> {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return Object.fromEntries(
    policies
      .filter(([id]) => id.includes('ServedBy'))
      .map(([id, { Properties }]) => [
        id.replace(/^ReleasesServedBy\w*?Approvals/, '').slice(0, -8),
        Properties.PolicyDocument.Statement[0],
      ]),
  );
}

/** The state machines that request-approval accepts. */
function accepted(stack: Stack): string {
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const found = functions.find(({ Properties }) => Properties.Description === 'Sends approval requests');
  return JSON.stringify(found?.Properties.Environment.Variables.STATE_MACHINES);
}

describe.each([
  ['in the same stack', true],
  ['in another stack', false],
])('a state machine %s that asks for an approval', (_, own) => {
  const { stack } = appWith({ own });
  const template = Template.fromStack(stack);

  it('may be completed, read, listed and stopped, and no other one', () => {
    const { Read, Complete, Expire, List, Cancel } = served(stack);
    const arn = { 'Fn::GetAtt': [expect.stringMatching(/^Releases/), 'Arn'] };
    const children = { 'Fn::Join': ['', [arn, '/*']] };
    expect(Complete).toMatchObject({ Resource: [arn, children] });
    expect(Expire).toMatchObject({ Action: 'states:SendTaskFailure', Resource: [arn, children] });
    expect(List).toMatchObject({ Action: 'states:ListExecutions', Resource: arn });
    for (const statement of [Read, Cancel]) expect(JSON.stringify(statement)).toContain('"Name"]},":*"');
    expect(Read).toMatchObject({ Action: 'states:GetExecutionHistory' });
  });

  it('gets nothing that cdk-nag rejects', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(appWith({ own }).stack);
    const places = violations.flatMap(({ violatingResources }) => violatingResources);
    expect(places.filter(({ constructPath }) => constructPath?.includes('ServedBy'))).toEqual([]);
  });

  it('is accepted by its name, or by the start of the name that CloudFormation makes', () => {
    const unnamed = appWith({ own }).approvals;
    expect(accepted(unnamed)).toMatch(/stateMachine:Releases\w{8}\*"/);
    const named = (stateMachineName: string) => appWith({ own, machine: { stateMachineName } }).approvals;
    expect(accepted(named('Releases'))).toMatch(/:stateMachine:Releases"/);
    expect(accepted(named(`${Aws.STACK_NAME}-Releases`))).toMatch(/:stateMachine:\*-Releases"/);
  });

  it('tells how its executions ended', () => {
    const rules = Object.entries(template.findResources('AWS::Events::Rule'));
    const [, rule] = rules.find(([id]) => id.includes('ServedBy')) ?? [];
    expect(rule?.Properties.EventPattern.detail).toMatchObject({
      status: ['ABORTED', 'TIMED_OUT', 'FAILED', 'SUCCEEDED'],
      stateMachineArn: [
        { 'Fn::GetAtt': [expect.stringMatching(/^Releases/), 'Arn'] },
        { wildcard: expect.anything() },
      ],
    });
    expect(rule?.Properties.Targets).toHaveLength(1);
  });
});

describe('a state machine of the app is found', () => {
  const inBranches: Build = (stack, countersign) =>
    new Parallel(stack, 'Both')
      .branch(ask(stack, countersign))
      .branch(
        new MapState(stack, 'Each', { itemsPath: '$.all' }).itemProcessor(
          new ApprovalTask(stack, 'Each?', { countersign, title: 'Each', timeout }),
        ),
      );
  const inJsonata: Build = (stack, countersign) =>
    new ApprovalTask(stack, 'Release?', {
      countersign,
      title: 'Release',
      timeout,
      queryLanguage: QueryLanguage.JSONATA,
    });

  it.each([
    ['in Parallel and Map states', inBranches],
    ['in JSONata', inJsonata],
  ])('if it asks %s', (_, build) => {
    expect(served(appWith({ build }).stack)).toHaveProperty('Complete');
  });

  it('if its definition is a text with the ARN of the function', () => {
    const { stack, countersign } = appWith({});
    new StateMachine(stack, 'Written', {
      definitionBody: DefinitionBody.fromString(
        JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: ASK, End: true } } }),
      ),
      definitionSubstitutions: { Ask: countersign.requestApproval.functionArn },
    });
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies.some((id) => id.startsWith('WrittenServedBy'))).toBe(true);
  });

  it('if it is a resource without a construct, beside another one', () => {
    const { stack, countersign } = appWith({});
    for (const id of ['One', 'Two'])
      new CfnStateMachine(stack, id, {
        roleArn: 'arn:aws:iam::123456789012:role/releases',
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: countersign.requestApproval.functionArn, End: true } },
        },
      });
    const rules = Object.keys(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    expect(rules.map((id) => id.slice(0, 3)).sort()).toEqual(['One', 'Rel', 'Two']);
  });

  it('with its KMS key', () => {
    const app = new App({ context: flags });
    const stack = new Stack(app, 'Theirs', { env: PLACE });
    const countersign = new Countersign(stack, 'Countersign', { ...SURFACES, bundles: placeholderBundles() });
    const key = new Key(stack, 'Key', { enableKeyRotation: true });
    new StateMachine(stack, 'Releases', {
      definitionBody: DefinitionBody.fromChainable(ask(stack, countersign)),
      encryptionConfiguration: new CustomerManagedEncryptionConfiguration(key),
    });
    expect(JSON.stringify(served(stack))).toContain('"kms:Decrypt","kms:GenerateDataKey"');
  });
});

describe('a state machine needs nothing', () => {
  it.each([
    ['if it does not ask', { props: {}, asks: false }],
    ['if all may ask', { props: { stateMachines: 'all' as const }, asks: true }],
    [
      'if the setting names it',
      {
        props: { stateMachines: ['arn:aws:states:eu-central-1:123456789012:stateMachine:Rel*'] },
        asks: true,
      },
    ],
  ])('%s', (_, { props, asks }) => {
    const other: ICountersign = Countersign.fromFunctionArns(new Stack(), 'Other', {
      requestApproval: 'arn:aws:lambda:eu-central-1:123456789012:function:ask',
      tellOutcome: 'arn:aws:lambda:eu-central-1:123456789012:function:tell',
    });
    const build: Build = (stack, countersign) => ask(stack, asks ? countersign : other);
    expect(served(appWith({ build, props }).stack)).toEqual({});
  });
});

it('more state machines than the policies of a role can name are a warning', () => {
  const { approvals, stack, countersign } = appWith({});
  const addMachine = (id: string) =>
    new StateMachine(stack, id, {
      definitionBody: DefinitionBody.fromChainable(
        new ApprovalTask(stack, `${id}?`, { countersign, title: 'Release', timeout }),
      ),
    });
  const warnings = () => Annotations.fromStack(approvals).findWarning('*', Match.stringLikeRegexp('10,240'));
  for (const number of [2, 3, 4, 5, 6, 7]) addMachine(`Machine${number}`);
  expect(warnings()).toHaveLength(0);
  addMachine('Machine8');
  expect(warnings()).toHaveLength(1);
});

it('an Express workflow that asks is a warning, because it cannot wait', () => {
  const { stack } = appWith({ machine: { stateMachineType: StateMachineType.EXPRESS } });
  Annotations.fromStack(stack).hasWarning(
    '/Theirs/Releases/Resource',
    Match.stringLikeRegexp('Standard workflow'),
  );
});

it('a state machine of another region that asks is refused, because its tasks cannot be completed', () => {
  const app = new App({ context: flags });
  const countersign = new Countersign(new Stack(app, 'Approvals', { env: PLACE }), 'Countersign', {
    ...SURFACES,
    bundles: placeholderBundles(),
  });
  const stack = new Stack(app, 'Theirs', { env: { ...PLACE, region: 'us-east-1' } });
  new StateMachine(stack, 'Releases', {
    definitionBody: DefinitionBody.fromChainable(ask(stack, countersign)),
  });
  expect(() => app.synth()).toThrow('Theirs/Releases/Resource is in us-east-1 of the account 123456789012.');
});

describe('grantComplete', () => {
  it('names a state machine that another app has created', () => {
    const { approvals, countersign } = appWith({ own: true });
    const arn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Elsewhere';
    const elsewhere = StateMachine.fromStateMachineArn(approvals, 'Elsewhere', arn);
    countersign.grantComplete(elsewhere);
    countersign.grantComplete(elsewhere);
    expect(accepted(approvals)).toContain(arn);
    expect(JSON.stringify(Template.fromStack(approvals))).toContain('execution:Elsewhere:*');
  });

  it('refuses a state machine of another region, because its tasks cannot be completed', () => {
    const { approvals, countersign } = appWith({ own: true });
    const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:Elsewhere';
    const elsewhere = StateMachine.fromStateMachineArn(approvals, 'Elsewhere', arn);
    expect(() => countersign.grantComplete(elsewhere)).toThrow(
      'Elsewhere is in us-east-1 of the account 123456789012.',
    );
  });
});
