import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import type { CallbackApi } from './callback-api.ts';
import type { Chat } from './chat.ts';
import { createCommandFunction } from './command-function.ts';
import type { Deployment } from './deployment.ts';
import { mintThrough } from './minting.ts';
import type { Settings } from './settings.ts';

const PATH = '/slack/events';

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
    const { settings } = deployment;
    const minting = mintThrough(deployment, api.baseUrl);
    this.requestUrl = `${api.baseUrl}${PATH}`;
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

    this.function = createCommandFunction(this, 'Slack', {
      deployment,
      api,
      entry: 'slack',
      description: 'Answers commands and buttons of Slack',
      path: PATH,
      open: 'Slack signs its requests and supports no other authorization. The function verifies the signature first.',
      secret: this.secret,
      environment: {
        ...minting.variables,
        ...variables,
        ...allowed,
        SLACK_COMMAND: settings.slackCommand,
      },
      // The function seals the buttons of the home tab when a person opens it.
      permissions: minting.permissions,
    });
  }
}

/** The variable that limits the channels of requests; none without a limit. */
function allowedChannels({ slackChannels }: Pick<Settings, 'slackChannels'>): Record<string, string> {
  return slackChannels.length > 0 ? { SLACK_CHANNELS: slackChannels.join(',') } : {};
}
