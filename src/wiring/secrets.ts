import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { createReadSlackSecret } from '../aws/slack-secret.ts';
import { createReadTeamsSecret, createReadWebhookUrl } from '../aws/teams-secret.ts';
import { type Environment, isWebhookUrl } from '../config.ts';

/*
 * What reads the secrets of the chats. Its users load it when they need it: a function for several surfaces often needs one of
 * them, and a deployment may have its secrets in variables.
 */

export function readSlackSecret(env: Environment, patience: Patience, arn: string) {
  return createReadSlackSecret(secretsManager(env, patience), arn);
}

export function readTeamsSecret(env: Environment, patience: Patience, id: string) {
  return createReadTeamsSecret(secretsManager(env, patience), id);
}

export function readWebhookUrl(env: Environment, id: string) {
  return createReadWebhookUrl(secretsManager(env, 'background'), id, isWebhookUrl);
}

function secretsManager(env: Environment, patience: Patience): SecretsManagerClient {
  return new SecretsManagerClient(clientOptions(env, patience));
}
