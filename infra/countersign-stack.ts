import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ApprovalBot } from './approval-task.ts';
import { ApprovalWorkflow } from './approval-workflow.ts';
import { CallbackApi } from './callback-api.ts';
import { createDeployment } from './deployment.ts';
import { createMintPolicy } from './mint-policy.ts';
import { Monitoring } from './monitoring.ts';
import { nextStep } from './next-step.ts';
import { DEFAULT_SLACK_APP_NAME, DEFAULT_SLACK_COMMAND, type Settings } from './settings.ts';
import { SlackEndpoint } from './slack-endpoint.ts';
import { TeamsEndpoint } from './teams-endpoint.ts';
import { TeamsWebhook } from './teams-webhook.ts';

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
      description:
        'Countersign: human approvals for Step Functions, in Slack, in Microsoft Teams and by e-mail',
    });
    const { slackChannel: channel, teamsBot: bot } = settings;
    const deployment = createDeployment(this, settings, bundles);

    const api = new CallbackApi(this, 'CallbackApi', deployment);
    const { baseUrl: callbackBaseUrl } = api;
    const slack = channel
      ? new SlackEndpoint(this, 'SlackEndpoint', { deployment, api, channel })
      : undefined;
    const teams = bot ? new TeamsEndpoint(this, 'TeamsEndpoint', { deployment, api, bot }) : undefined;
    const webhook = settings.teamsWebhook && new TeamsWebhook(this, 'TeamsWebhook', settings.teamsWebhook);
    const workflow = new ApprovalWorkflow(this, 'ApprovalWorkflow', {
      deployment,
      callbackBaseUrl,
      chats: [slack?.chat, teams?.chat, webhook?.chat].filter((chat) => chat !== undefined),
    });
    this.bot = workflow;
    for (const reader of [api.respond, slack?.function, teams?.function]) {
      // They are created before it.
      reader?.addEnvironment('REQUEST_APPROVAL_FUNCTION', workflow.requestApproval.functionArn);
    }
    new Monitoring(this, 'Monitoring', {
      settings,
      answering: [
        api.createUrls,
        api.respond,
        ...(slack ? [slack.function] : []),
        ...(teams ? [teams.function] : []),
      ],
      triedAgain: [workflow.requestApproval, workflow.tellOutcome, workflow.tick],
      stateMachine: workflow.stateMachine,
      outcome: workflow.outcome,
      timer: workflow.timer,
      mails: workflow.topic,
      accessLog: api.accessLog,
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
    if (teams)
      this.output('TeamsMessagesUrl', teams.messagesUrl, 'Messaging endpoint of the bot in Microsoft Teams');
    this.output('NextStep', nextStep(settings, { api, slack, teams, webhook }), 'What to do next');
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
