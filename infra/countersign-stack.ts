import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ApprovalBot } from './approval-task.ts';
import { ApprovalWorkflow } from './approval-workflow.ts';
import { CallbackApi } from './callback-api.ts';
import { createDeployment } from './deployment.ts';
import { createMintPolicy } from './mint-policy.ts';
import { Monitoring } from './monitoring.ts';
import { addressOf, DEFAULT_SLACK_APP_NAME, DEFAULT_SLACK_COMMAND, type Settings } from './settings.ts';
import { SlackEndpoint } from './slack-endpoint.ts';

export interface CountersignStackProps extends Pick<StackProps, 'env'> {
  readonly settings: Settings;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles: string;
}

/** The complete Countersign deployment. */
export class CountersignStack extends Stack {
  /** The functions for each `ApprovalTask` in other state machines of this app. */
  readonly bot: ApprovalBot;

  constructor(scope: Construct, id: string, { settings, bundles, env }: CountersignStackProps) {
    super(scope, id, {
      ...(env && { env }),
      description: 'Countersign: human approvals for Step Functions, in Slack and by e-mail',
    });
    const { slackChannel: channel } = settings;
    const deployment = createDeployment(this, settings, bundles);

    const api = new CallbackApi(this, 'CallbackApi', deployment);
    const { http, baseUrl: callbackBaseUrl } = api;
    const slack = channel
      ? new SlackEndpoint(this, 'SlackEndpoint', { deployment, http, callbackBaseUrl, channel })
      : undefined;
    const workflow = new ApprovalWorkflow(this, 'ApprovalWorkflow', {
      deployment,
      callbackBaseUrl,
      slack,
    });
    this.bot = workflow;
    new Monitoring(this, 'Monitoring', {
      settings,
      answering: [api.createUrls, api.respond, ...(slack ? [slack.function] : [])],
      triedAgain: [workflow.requestApproval, workflow.tellOutcome],
      stateMachine: workflow.stateMachine,
      outcome: workflow.outcome,
      mails: workflow.topic,
    });

    this.output('Api', callbackBaseUrl, 'Start of all callback URLs');
    if (api.domainTarget)
      this.output('DomainTarget', api.domainTarget, 'Where the CNAME record of domainName must point');
    this.output('Function', api.createUrls.functionName, 'Function that creates callback URLs');
    this.output(
      'Policy',
      createMintPolicy(api).managedPolicyArn,
      'Managed policy that allows creating callback URLs',
    );
    if (deployment.sealing.key)
      this.output('KeyArn', deployment.sealing.key.keyArn, 'KMS key that seals callback URLs');
    this.output(
      'StateMachine',
      workflow.stateMachine.stateMachineArn,
      'State machine; start it with {"name": "..."}',
    );
    this.output(
      'RequestApprovalFunction',
      workflow.requestApproval.functionArn,
      'Sends the requests of your own state machines',
    );
    this.output(
      'TellOutcomeFunction',
      workflow.tellOutcome.functionArn,
      'Announces the results of your own state machines',
    );
    if (slack)
      this.output(
        'SlackRequestUrl',
        slack.requestUrl,
        `Request URL of the Slack app, for npm run -s manifest -- --url <it>${manifestOptions(settings)}`,
      );
    this.output('NextStep', nextStep(settings, api, slack), 'What to do next');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

/** The options of `npm run manifest` that belong to these settings. */
function manifestOptions({ slackCommand, slackAppName }: Settings): string {
  return [
    ...(slackCommand === DEFAULT_SLACK_COMMAND ? [] : [` --command ${slackCommand}`]),
    ...(slackAppName === DEFAULT_SLACK_APP_NAME ? [] : [` --name "${slackAppName}"`]),
  ].join('');
}

function nextStep(
  { emails, mailFrom, encryption, domain }: Settings,
  { domainTarget }: CallbackApi,
  slack: SlackEndpoint | undefined,
): string {
  const warning = encryption
    ? ''
    : 'Encryption is disabled: each person who sees a callback URL can read its task token. ';
  const record = domain ? `Create a CNAME record: ${domain.name} points to ${domainTarget}. ` : '';
  const identity = mailFrom
    ? `Verify ${addressOf(mailFrom)} or its domain in Amazon SES, and move SES out of its sandbox. `
    : '';
  return `${warning}${record}${identity}${connectStep({ emails, mailFrom }, slack)}`;
}

function connectStep(
  { emails, mailFrom }: Pick<Settings, 'emails' | 'mailFrom'>,
  slack: SlackEndpoint | undefined,
): string {
  const confirm = emails.length > 0 && !mailFrom;
  if (slack) {
    return (
      `Create the Slack app with SlackRequestUrl, store its credentials in the secret ${slack.secret.secretArn}, ` +
      'and invite the app to the channel.' +
      (confirm ? ' Confirm the subscription in the e-mail from AWS.' : '')
    );
  }
  if (mailFrom) return 'Then start the state machine.';
  if (confirm) return 'Confirm the subscription in the e-mail from AWS, then start the state machine.';
  return 'Requests have no recipients yet. Deploy with -c emails=you@example.com or -c slackChannel=C0123456789.';
}
