import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { CallbackApi } from './callback-api.ts';
import { type Chat, surfaceNames } from './chat.ts';
import type { Deployment } from './deployment.ts';
import { createFunction, grant, rolesOf, separatePolicy } from './function.ts';
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
import { createTeamsSecret } from './teams-secret.ts';
import type { TeamsBot } from './teams-settings.ts';

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
    const { hosting, sealing, settings, stateMachine, scope: reach } = deployment;
    const outcome = startsOutcome(deployment);
    this.bot = bot;
    this.messagesUrl = `${api.baseUrl}/teams/messages`;
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

    this.function = createFunction(this, 'Teams', {
      entry: 'teams',
      hosting,
      description: 'Answers commands and buttons of Microsoft Teams',
      reserved: settings.reservedConcurrency.teams,
      environment: {
        ...sealing.variables,
        STATE_MACHINE_ARN: stateMachine.arn,
        STATE_MACHINES: deployment.completed,
        ...outcome.variables,
        TIMER_STATE_MACHINE_ARN: deployment.timer.arn,
        ...variables,
        ...allowed,
        ...surfaceNames(deployment),
        TEAMS_APP_NAME: bot.appName,
        ...requestVariables(settings),
      },
      // A vote that comes between two rounds is tried again for up to a minute (src/teams/run-follow-up.ts).
      timeout: Duration.seconds(75),
    });
    // The person is told what came of the vote, also of an error, and can press again.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    api.addRoute({
      name: 'teams',
      path: '/teams/messages',
      method: HttpMethod.POST,
      to: this.function,
      open: 'Teams sends a signed token with each delivery. The function verifies it and its tenant first.',
    });

    grant(
      this.function,
      ...openAndProve(sealing),
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
    separatePolicy(this, 'TeamsInvokesItself', roles, invoke(this.function.functionArn));
    if (reach.listed.some((arn) => arn.includes('*'))) {
      separatePolicy(this, 'TeamsFindsStateMachines', roles, listStateMachines());
    }
  }
}

/** The variable that limits the channels of requests; none without a limit. */
function allowedChannels({ channels }: TeamsBot): Record<string, string> {
  return channels.length > 0 ? { TEAMS_CHANNELS: channels.join(',') } : {};
}
