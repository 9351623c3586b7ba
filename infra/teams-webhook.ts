import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Chat } from './chat.ts';
import { createTeamsSecret } from './teams-secret.ts';
import type { TeamsSettings } from './teams-settings.ts';

/** Posts requests to a channel of Teams through a webhook of Workflows. The buttons are links, so it needs no endpoint. */
export class TeamsWebhook extends Construct {
  readonly secret: Secret;
  readonly chat: Chat;

  constructor(scope: Construct, id: string, { body }: NonNullable<TeamsSettings['teamsWebhook']>) {
    super(scope, id);
    this.secret = createTeamsSecret(
      this,
      'webhookUrl',
      'Store {"webhookUrl": "https://..."} as plaintext. Teams shows the URL when you add the workflow "Send webhook alerts ' +
        'to a channel" to the channel.',
    );
    this.chat = {
      secret: this.secret,
      variables: {
        TEAMS_WEBHOOK: 'true',
        ...(body === 'card' && { TEAMS_WEBHOOK_BODY: body }),
        TEAMS_SECRET_ID: this.secret.secretArn,
      },
    };
  }
}
