import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { CallbackApi } from './callback-api.ts';
import type { Chat } from './chat.ts';
import { createCommandFunction } from './command-function.ts';
import type { Deployment } from './deployment.ts';
import { createTeamsSecret } from './teams-secret.ts';
import type { TeamsBot } from './teams-settings.ts';

const PATH = '/teams/messages';

export interface TeamsEndpointProps {
  readonly deployment: Deployment;
  readonly api: CallbackApi;
  readonly bot: TeamsBot;
}

/**
 * The endpoint of the bot in Microsoft Teams, for commands and buttons. The function verifies the token of each delivery. It
 * also runs without a channel, because the bot must answer before people know the channel's id.
 */
export class TeamsEndpoint extends Construct {
  readonly bot: TeamsBot;
  readonly secret: Secret;
  readonly function: LambdaFunction;
  /** The messaging endpoint of the bot. */
  readonly messagesUrl: string;
  /** Missing without a channel: then no requests are posted. */
  readonly chat: Chat | undefined;

  constructor(scope: Construct, id: string, { deployment, api, bot }: TeamsEndpointProps) {
    super(scope, id);
    this.bot = bot;
    this.messagesUrl = `${api.baseUrl}${PATH}`;
    this.secret = createTeamsSecret(
      this,
      'clientSecret',
      'Store {"clientSecret": "..."} as plaintext. In the app registration in Microsoft Entra, it is the value of a client ' +
        'secret under Certificates & secrets.',
    );
    const variables = {
      TEAMS_APP_ID: bot.appId,
      TEAMS_TENANT_ID: bot.tenantId,
      TEAMS_SECRET_ID: this.secret.secretArn,
      ...(bot.channel && { TEAMS_CHANNEL: bot.channel }),
    };
    const allowed = allowedChannels(bot);
    this.chat = bot.channel ? { secret: this.secret, variables, whenAsking: allowed } : undefined;

    this.function = createCommandFunction(this, 'Teams', {
      deployment,
      api,
      entry: 'teams',
      description: 'Answers commands and buttons of Microsoft Teams',
      path: PATH,
      open: 'Teams sends a signed token with each delivery. The function verifies it and its tenant first.',
      secret: this.secret,
      environment: { ...variables, ...allowed, TEAMS_APP_NAME: bot.appName },
    });
  }
}

/** The variable that limits the channels of requests; none without a limit. */
function allowedChannels({ channels }: TeamsBot): Record<string, string> {
  return channels.length > 0 ? { TEAMS_CHANNELS: channels.join(',') } : {};
}
