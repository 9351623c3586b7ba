import { SecretValue } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';

/**
 * Creates the secret of Teams, with an empty value that a person replaces. Until then, each call that needs it fails and says
 * so. A later deployment does not change the stored value.
 */
export function createTeamsSecret(
  scope: Construct,
  member: 'clientSecret' | 'webhookUrl',
  description: string,
): Secret {
  const secret = new Secret(scope, 'Secret', {
    description,
    secretObjectValue: { [member]: SecretValue.unsafePlainText('') },
  });
  acknowledge(
    secret,
    'AwsSolutions-SMG4',
    'Only a person can renew it, in the portals of Microsoft (docs/operate.md).',
  );
  return secret;
}
