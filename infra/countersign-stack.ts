import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ApprovalBot } from './approval-task.ts';
import { ApprovalWorkflow } from './approval-workflow.ts';
import { CallbackApi } from './callback-api.ts';
import { createDeployment } from './deployment.ts';
import { createMintPolicy } from './mint-policy.ts';
import { Monitoring } from './monitoring.ts';
import type { Settings } from './settings.ts';
import { SlackEndpoint } from './slack-endpoint.ts';

export interface CountersignStackProps {
  readonly settings: Settings;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles: string;
}

/** All of Countersign. */
export class CountersignStack extends Stack {
  /** For {@link ApprovalTask}s in state machines of this app. */
  readonly bot: ApprovalBot;

  constructor(scope: Construct, id: string, { settings, bundles }: CountersignStackProps) {
    super(scope, id, {
      description: 'Countersign: human approvals for Step Functions, in Slack and by e-mail',
    });
    const { slackChannel: channel } = settings;
    const deployment = createDeployment(this, settings, bundles);

    const api = new CallbackApi(this, 'CallbackApi', deployment);
    const { http } = api;
    const slack = channel
      ? new SlackEndpoint(this, 'SlackEndpoint', { deployment, http, channel })
      : undefined;
    const workflow = new ApprovalWorkflow(this, 'ApprovalWorkflow', {
      deployment,
      callbackBaseUrl: http.apiEndpoint,
      slack,
    });
    this.bot = workflow;
    new Monitoring(this, 'Monitoring', {
      settings,
      functions: [
        api.createUrls,
        api.respond,
        ...(slack ? [slack.function] : []),
        workflow.requestApproval,
        workflow.announceDecision,
      ],
      stateMachine: workflow.stateMachine,
      mails: workflow.topic,
    });

    this.output('Api', http.apiEndpoint, 'Callback URLs begin with this');
    this.output('Function', api.createUrls.functionName, 'Invoke it to mint callback URLs');
    this.output('Policy', createMintPolicy(api).managedPolicyArn, 'Lets its bearer mint callback URLs');
    if (deployment.sealing.key)
      this.output('KeyArn', deployment.sealing.key.keyArn, 'Seals the callback URLs');
    this.output('StateMachine', workflow.stateMachine.stateMachineArn, 'Start it with {"name": "..."}');
    this.output(
      'RequestApprovalFunction',
      workflow.requestApproval.functionArn,
      'Asks for approvals in other state machines',
    );
    this.output(
      'AnnounceDecisionFunction',
      workflow.announceDecision.functionArn,
      'Tells there how approvals ended',
    );
    if (slack)
      this.output(
        'SlackRequestUrl',
        slack.requestUrl,
        'The request URL of the Slack app: npm run manifest -- --url',
      );
    this.output('NextStep', nextStep(settings, slack), 'What is left to do');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

function nextStep({ emails, encryption }: Settings, slack: SlackEndpoint | undefined): string {
  const warning = encryption
    ? ''
    : 'Encryption is disabled: whoever sees a callback URL reads its task token. ';
  return `${warning}${whomToAsk(emails, slack)}`;
}

function whomToAsk(emails: readonly string[], slack: SlackEndpoint | undefined): string {
  if (slack) {
    return (
      `Give SlackRequestUrl to the Slack app, paste its credentials into the secret ${slack.secret.secretArn}, ` +
      'and invite the app to the channel.' +
      (emails.length > 0 ? ' Confirm the subscription in the mail from AWS.' : '')
    );
  }
  if (emails.length > 0)
    return 'Confirm the subscription in the mail from AWS, then start the state machine.';
  return 'Nobody is asked yet: deploy with -c emails=you@example.com or -c slackChannel=C0123456789.';
}
