import { Stack } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/**
 * A topic of mails, encrypted, and reached over TLS only. A subscriber gets every mail that is for all, and those that
 * are for this address (see src/aws/sns.ts).
 */
export function createTopic(scope: Construct, id: string, emails: readonly string[]): Topic {
  const topic = new Topic(scope, id, {
    displayName: Stack.of(scope).stackName,
    // SNS uses its own key for whoever may publish in this account; a key of ours would have to be granted to them.
    masterKey: Alias.fromAliasName(scope, `${id}Key`, 'alias/aws/sns'),
    enforceSSL: true,
  });
  for (const email of emails) {
    const to = new SubscriptionFilter([email, { exists: false }]);
    topic.addSubscription(new EmailSubscription(email, { filterPolicy: { to } }));
  }
  return topic;
}
