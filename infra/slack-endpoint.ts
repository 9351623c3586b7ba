import { Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { createFunction, grant } from './function.ts';
import { mintThrough } from './minting.ts';
import {
  completeTasks,
  openPayloads,
  readHistory,
  readSecret,
  startExecutions,
  stopExecutions,
} from './permissions.ts';

export interface SlackEndpointProps {
  readonly deployment: Deployment;
  readonly http: HttpApi;
  readonly channel: string;
}

/** What Slack calls: commands and buttons. Every request is signed by Slack, which the function checks. */
export class SlackEndpoint extends Construct {
  readonly channel: string;
  readonly secret: Secret;
  readonly function: LambdaFunction;
  /** What to give to Slack as the request URL of commands and of interactivity. */
  readonly requestUrl: string;

  constructor(scope: Construct, id: string, props: SlackEndpointProps) {
    super(scope, id);
    const { deployment, http, channel } = props;
    const { bundles, sealing, settings, stateMachine } = deployment;
    const minting = mintThrough(deployment, http.apiEndpoint);
    this.channel = channel;
    this.requestUrl = `${http.apiEndpoint}/slack/events`;
    this.secret = new Secret(this, 'Secret', {
      description:
        'Paste {"botToken": "xoxb-...", "signingSecret": "..."} as plaintext. At api.slack.com/apps: botToken is under ' +
        'OAuth & Permissions, signingSecret under Basic Information.',
      // Nobody knows this signing secret, and there is no bot token: until both are pasted, nothing is let in.
      generateSecretString: { secretStringTemplate: '{"botToken":""}', generateStringKey: 'signingSecret' },
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Only people can rotate it, in Slack: it has no API for that. README.md says how.',
    });

    this.function = createFunction(this, 'Slack', {
      entry: 'slack',
      bundles,
      description: 'Answers commands and buttons in Slack',
      environment: {
        ...sealing.variables,
        ...minting.variables,
        STATE_MACHINE_ARN: stateMachine.arn,
        SLACK_SECRET_ARN: this.secret.secretArn,
        SLACK_CHANNEL: channel,
        LOCALE: settings.locale,
      },
    });
    const routes = http.addRoutes({
      path: '/slack/events',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('SlackIntegration', this.function),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Slack signs its requests, and knows no other authorization. The function checks the signature first.',
      });
    }

    grant(
      this.function,
      ...openPayloads(sealing),
      // The buttons of the home tab are sealed when it is opened.
      ...minting.permissions,
      completeTasks(deployment.scope.tasks),
      readHistory(deployment.scope.executions),
      startExecutions(stateMachine.arn),
      stopExecutions(stateMachine.executions),
      readSecret(this.secret),
    );
  }
}
