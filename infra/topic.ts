import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
    const to = new SubscriptionFilter([email.toLowerCase(), { exists: false }]);
    topic.addSubscription(new EmailSubscription(email, { filterPolicy: { to } }));
  }
  return topic;
}

/**
 * A topic that this account's alarms may publish to, over TLS only. It is not encrypted at rest: CloudWatch may not use
 * SNS's own key, and a key of ours would cost a dollar a month to hide the names of alarms.
 */
export function createAlarmTopic(scope: Construct, id: string, emails: readonly string[]): Topic {
  const { stackName, partition, region, account } = Stack.of(scope);
  const topic = new Topic(scope, id, { displayName: `${stackName} alarms`, enforceSSL: true });
  for (const email of emails) topic.addSubscription(new EmailSubscription(email));
  // The topic has a policy of its own, for TLS, and that replaces SNS's, which would have let CloudWatch in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    }),
  );
  return topic;
}
