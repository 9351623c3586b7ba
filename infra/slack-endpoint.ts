import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import type { CallbackApi } from './callback-api.ts';
import { type Chat, surfaceNames } from './chat.ts';
import type { Deployment } from './deployment.ts';
import { createFunction, grant, rolesOf, separatePolicy } from './function.ts';
import { mintThrough } from './minting.ts';
import { startsOutcome } from './outcome.ts';
import {
  completeCallbacks,
  completeTasks,
  invoke,
  listExecutions,
  listStateMachines,
  openAndProve,
  readHistory,
  readSecret,
  startExecutions,
  stopExecutions,
} from './permissions.ts';
import { requestVariables } from './request-defaults.ts';
import type { Settings } from './settings.ts';

export interface SlackEndpointProps {
  readonly deployment: Deployment;
  readonly api: CallbackApi;
  readonly channel: string;
}

/** The endpoint of the Slack app, for commands and buttons. The function verifies the signature of each request. */
export class SlackEndpoint extends Construct {
  readonly secret: Secret;
  readonly chat: Chat;
  readonly function: LambdaFunction;
  /** The request URL of the Slack app. */
  readonly requestUrl: string;

  constructor(scope: Construct, id: string, props: SlackEndpointProps) {
    super(scope, id);
    const { deployment, api, channel } = props;
    const { hosting, sealing, settings, stateMachine, scope: reach } = deployment;
    const outcome = startsOutcome(deployment);
    const minting = mintThrough(deployment, api.baseUrl);
    this.requestUrl = `${api.baseUrl}/slack/events`;
    this.secret = new Secret(this, 'Secret', {
      description:
        'Store {"botToken": "xoxb-...", "signingSecret": "..."} as plaintext. At api.slack.com/apps, botToken is under ' +
        'OAuth & Permissions, and signingSecret is under Basic Information.',
      // The first signing secret is random, so all requests are refused until the real credentials are stored.
      generateSecretString: { secretStringTemplate: '{"botToken":""}', generateStringKey: 'signingSecret' },
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Slack has no API to rotate it. A person rotates it in Slack (docs/operate.md).',
    );

    const variables = {
      SLACK_SECRET_ARN: this.secret.secretArn,
      SLACK_CHANNEL: channel,
      SLACK_APP_NAME: settings.slackAppName,
    };
    const allowed = allowedChannels(settings);
    this.chat = { secret: this.secret, variables, whenAsking: allowed };

    this.function = createFunction(this, 'Slack', {
      entry: 'slack',
      hosting,
      description: 'Answers commands and buttons of Slack',
      reserved: settings.reservedConcurrency.slack,
      environment: {
        ...sealing.variables,
        ...minting.variables,
        STATE_MACHINE_ARN: stateMachine.arn,
        STATE_MACHINES: deployment.completed,
        ...outcome.variables,
        TIMER_STATE_MACHINE_ARN: deployment.timer.arn,
        ...variables,
        ...allowed,
        ...surfaceNames(deployment),
        SLACK_COMMAND: settings.slackCommand,
        ...requestVariables(settings),
      },
      // A vote that comes between two rounds goes on for up to 60 seconds (src/slack/run-follow-up.ts).
      timeout: Duration.seconds(75),
    });
    // A follow-up tells its failure itself. One that is run again would tell it again.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    api.addRoute({
      name: 'slack',
      path: '/slack/events',
      method: HttpMethod.POST,
      to: this.function,
      open: 'Slack signs its requests and supports no other authorization. The function verifies the signature first.',
    });

    grant(
      this.function,
      ...openAndProve(sealing),
      // The function seals the buttons of the home tab when a person opens it.
      ...minting.permissions,
      completeTasks(reach.completable),
      ...completeCallbacks(settings),
      readHistory(reach.executions),
      outcome.permission,
      ...reach.keys,
      startExecutions(stateMachine.arn),
      listExecutions(reach.listed),
      stopExecutions(reach.executions),
      readSecret(this.secret),
    );
    const roles = rolesOf([this.function]);
    // What takes longer than Slack waits goes on in an asynchronous invocation.
    separatePolicy(this, 'SlackInvokesItself', roles, invoke(this.function.functionArn));
    if (reach.listed.some((arn) => arn.includes('*'))) {
      separatePolicy(this, 'SlackFindsStateMachines', roles, listStateMachines());
    }
  }
}

/** The variable that limits the channels of requests; none without a limit. */
function allowedChannels({ slackChannels }: Pick<Settings, 'slackChannels'>): Record<string, string> {
  return slackChannels.length > 0 ? { SLACK_CHANNELS: slackChannels.join(',') } : {};
}
