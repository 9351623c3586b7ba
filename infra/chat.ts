import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Deployment } from './deployment.ts';

/** The variable with the names of all surfaces of a deployment, for the chats: each checks the requests that people type. */
export function surfaceNames({ settings, topic }: Deployment): { SURFACES?: string } {
  const { slackChannel, teamsBot, teamsWebhook, emails } = settings;
  const names = [
    ...(slackChannel ? ['slack'] : []),
    ...(teamsBot?.channel ? ['teams'] : []),
    ...(teamsWebhook ? ['teams_webhook'] : []),
    ...(topic || emails.length > 0 ? ['email'] : []),
  ];
  return names.length > 0 ? { SURFACES: names.join(',') } : {};
}

/** A chat where requests are shown: what the functions need that ask and that tell results. */
export interface Chat {
  /** The credentials of its app. Both functions read them. */
  readonly secret: Pick<ISecret, 'secretArn'>;
  /** The variables of src/config.ts for both functions. */
  readonly variables: Readonly<Record<string, string>>;
  /** More variables, for the function that asks. */
  readonly whenAsking?: Readonly<Record<string, string>>;
}
