import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Countersign } from './countersign.ts';
import type { SettingProps } from './settings-table.ts';

export interface CountersignStackProps extends Pick<StackProps, 'env' | 'stackName' | 'synthesizer'> {
  /** The settings, which may be text, as in the context of CDK. */
  readonly settings: SettingProps;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles?: string;
}

/** A stack with a deployment and nothing else, and its addresses as outputs. */
export class CountersignStack extends Stack {
  readonly countersign: Countersign;

  constructor(scope: Construct, id: string, { settings, bundles, ...props }: CountersignStackProps) {
    super(scope, id, {
      ...props,
      description:
        'Countersign: human approvals for Step Functions, in Slack, in Microsoft Teams and by e-mail',
    });
    // CDK leaves this ID out of the names of resources.
    const countersign = new Countersign(this, 'Default', { ...settings, ...(bundles && { bundles }) });
    this.countersign = countersign;

    const { functions, domainTarget, key, slackRequestUrl, teamsMessagesUrl } = countersign;
    this.output('Api', countersign.callbackBaseUrl, 'Start of all callback URLs');
    if (domainTarget)
      this.output('DomainTarget', domainTarget, 'Where the CNAME record of domainName must point');
    this.output('Function', functions.createUrls.functionName, 'Function that creates callback URLs');
    this.output(
      'Policy',
      countersign.mintPolicy.managedPolicyArn,
      'Managed policy that allows creating callback URLs',
    );
    if (key) this.output('KeyArn', key.keyArn, 'KMS key that seals callback URLs');
    this.output(
      'StateMachine',
      countersign.stateMachine.stateMachineArn,
      'State machine; start it with {"name": "..."}',
    );
    this.output(
      'RequestApprovalFunction',
      countersign.requestApproval.functionArn,
      'Sends the requests of your own state machines',
    );
    this.output(
      'TellOutcomeFunction',
      countersign.tellOutcome.functionArn,
      'Announces the results of your own state machines',
    );
    if (slackRequestUrl) this.output('SlackRequestUrl', slackRequestUrl, 'Request URL of the Slack app');
    if (teamsMessagesUrl)
      this.output('TeamsMessagesUrl', teamsMessagesUrl, 'Messaging endpoint of the bot in Microsoft Teams');
    this.output('NextStep', countersign.nextStep, 'What to do next');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
