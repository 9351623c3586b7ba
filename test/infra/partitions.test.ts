import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { type Context, deployment, EVERYTHING } from './synthesized.ts';

const OPTIONS: readonly Context[] = [EVERYTHING, { ...EVERYTHING, stateMachines: 'all' }];

describe.each([
  { region: 'cn-north-1', partition: 'aws-cn' },
  { region: 'us-gov-west-1', partition: 'aws-us-gov' },
])('a deployment in $region', ({ region, partition }) => {
  it.each(OPTIONS)('has no ARN of another partition, with %j', (context) => {
    const template = JSON.stringify(Template.fromStack(deployment(context, region)).toJSON());

    expect(template).not.toContain('arn:aws:');
    expect(template).not.toContain('eu-central-1');
    expect(template).toContain(`arn:${partition}:states:${region}:123456789012:stateMachine:`);
  });

  it('has the partition in the definition of its state machine', () => {
    const [machine] = Object.values(
      Template.fromStack(deployment(EVERYTHING, region)).findResources('AWS::StepFunctions::StateMachine'),
    );
    const { DefinitionString, DefinitionSubstitutions } = machine?.Properties ?? {};

    expect(DefinitionSubstitutions.Partition).toBe(partition);
    expect(DefinitionString).not.toContain('arn:aws');
  });

  it('has no finding of cdk-nag', () => {
    expect(new AwsSolutionsChecks().validateScope(deployment(EVERYTHING, region)).violations).toEqual([]);
  });
});

it('a deployment with SES has no ARN of another partition', () => {
  // China has no SES.
  const context = { ...EVERYTHING, mailFrom: 'approvals@example.com' };
  const template = JSON.stringify(Template.fromStack(deployment(context, 'us-gov-west-1')).toJSON());

  expect(template).not.toContain('arn:aws:');
  expect(template).toContain('arn:aws-us-gov:ses:us-gov-west-1:123456789012:identity/approvals@example.com');
});

it('a deployment for any region leaves the partition and the suffix of URLs to CloudFormation', () => {
  const template = JSON.stringify(Template.fromStack(deployment(EVERYTHING)).toJSON());

  expect(template).not.toMatch(/arn:aws|execute-api\.[^"]*amazonaws/);
});
