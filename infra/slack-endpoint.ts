import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { createFunction, grant } from './function.ts';
import {
  completeTasks,
  decryptDataKey,
  generateDataKey,
  readHistory,
  readSecret,
  startExecutions,
  stopExecutions,
} from './permissions.ts';
import type { StateMachineArns } from './state-machine-arns.ts';

export interface SlackEndpointProps {
  readonly bundles: string;
  readonly http: HttpApi;
  readonly key: IKey;
  readonly stateMachine: StateMachineArns;
  readonly channel: string;
  readonly locale: string;
}

/** What Slack calls: commands and buttons. Every request is signed by Slack, which the function checks. */
export class SlackEndpoint extends Construct {
  readonly channel: string;
  readonly secret: Secret;
  /** What to give to Slack as the request URL of commands and of interactivity. */
  readonly requestUrl: string;

  constructor(scope: Construct, id: string, props: SlackEndpointProps) {
    super(scope, id);
    const { bundles, http, key, stateMachine, channel, locale } = props;
    this.channel = channel;
    this.requestUrl = `${http.apiEndpoint}/slack/events`;
    this.secret = new Secret(this, 'Secret', {
      description:
        'Paste {"botToken": "xoxb-...", "signingSecret": "..."} as plaintext. At api.slack.com/apps: botToken is under ' +
        'OAuth & Permissions, signingSecret under Basic Information.',
      // Nobody knows this signing secret, and there is no bot token: until both are pasted, nothing is let in.
      generateSecretString: { secretStringTemplate: '{"botToken":""}', generateStringKey: 'signingSecret' },
    });

    const slack = createFunction(this, 'Slack', {
      entry: 'slack',
      bundles,
      description: 'Answers commands and buttons in Slack',
      environment: {
        KEY_ID: key.keyArn,
        CALLBACK_BASE_URL: http.apiEndpoint,
        STATE_MACHINE_ARN: stateMachine.arn,
        SLACK_SECRET_ARN: this.secret.secretArn,
        SLACK_CHANNEL: channel,
        LOCALE: locale,
      },
    });
    http.addRoutes({
      path: '/slack/events',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('SlackIntegration', slack),
    });

    grant(
      slack,
      decryptDataKey(key),
      // The buttons of the home tab are sealed when it is opened.
      generateDataKey(key),
      completeTasks(stateMachine.arn),
      readHistory(stateMachine.executions),
      startExecutions(stateMachine.arn),
      stopExecutions(stateMachine.executions),
      readSecret(this.secret),
    );
  }
}
