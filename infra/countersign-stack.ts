import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ApprovalWorkflow } from './approval-workflow.ts';
import { CallbackApi } from './callback-api.ts';
import type { Settings } from './settings.ts';
import { SlackEndpoint } from './slack-endpoint.ts';
import { stateMachineArns } from './state-machine-arns.ts';

export interface CountersignStackProps {
  readonly settings: Settings;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles: string;
}

/** All of Countersign. */
export class CountersignStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles }: CountersignStackProps) {
    super(scope, id, {
      description: 'Countersign: human approvals for Step Functions, in Slack and by e-mail',
    });
    const { emails, slackChannel: channel, locale, oneClickEmail } = settings;
    const stateMachine = stateMachineArns(this, `${this.stackName}-ApprovalEmails`);
    const key = new Key(this, 'Key', {
      description: 'Encrypts the data keys that seal callback URLs',
      enableKeyRotation: true,
      // Nothing is stored under it. Links that are still open die with the stack anyway.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });

    const api = new CallbackApi(this, 'CallbackApi', { bundles, key, stateMachine, locale });
    const { http } = api;
    const slack = channel
      ? new SlackEndpoint(this, 'SlackEndpoint', { bundles, http, key, stateMachine, channel, locale })
      : undefined;
    const workflow = new ApprovalWorkflow(this, 'ApprovalWorkflow', {
      bundles,
      key,
      stateMachine,
      callbackBaseUrl: http.apiEndpoint,
      emails,
      slack,
      locale,
      oneClickEmail,
    });

    this.output('Api', http.apiEndpoint, 'Callback URLs begin with this');
    this.output('Function', api.createUrls.functionName, 'Invoke it to mint callback URLs');
    this.output('StateMachine', workflow.stateMachine.stateMachineArn, 'Start it with {"name": "..."}');
    if (slack)
      this.output(
        'SlackRequestUrl',
        slack.requestUrl,
        'The request URL of the Slack app: npm run manifest -- --url',
      );
    this.output('NextStep', nextStep(emails, slack), 'What is left to do');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

function nextStep(emails: readonly string[], slack: SlackEndpoint | undefined): string {
  if (slack) {
    return (
      `Give SlackRequestUrl to the Slack app, paste its credentials into the secret ${slack.secret.secretName}, ` +
      'and invite the app to the channel.' +
      (emails.length > 0 ? ' Confirm the subscription in the mail from AWS.' : '')
    );
  }
  if (emails.length > 0)
    return 'Confirm the subscription in the mail from AWS, then start the state machine.';
  return 'Nobody is asked yet: deploy with -c emails=you@example.com or -c slackChannel=C0123456789.';
}
