import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/**
 * Creates the topic of the e-mails. It is encrypted and requires TLS (see src/aws/sns.ts).
 */
export function createTopic(scope: Construct, id: string, displayName: string): Topic {
  return new Topic(scope, id, {
    displayName,
    // The key of SNS works for every principal of the account that may publish. Our own key would need a grant for
    // each.
    masterKey: Alias.fromAliasName(scope, `${id}Key`, 'alias/aws/sns'),
    enforceSSL: true,
  });
}

/** Subscribes each address to the e-mails without a recipient, and to the e-mails to this address. */
export function subscribe(topic: ITopic, emails: readonly string[]): void {
  for (const email of emails) {
    const to = new SubscriptionFilter([email.toLowerCase(), { exists: false }]);
    topic.addSubscription(new EmailSubscription(email, { filterPolicy: { to } }));
  }
}

/**
 * Creates the topic of the alarms. It requires TLS, and only alarms of this account may publish to it. It is not
 * encrypted at rest: CloudWatch cannot use the key of SNS, and our own key would cost 1 US dollar a month to hide names
 * of alarms.
 */
export function createAlarmTopic(scope: Construct, id: string, displayName: string): Topic {
  return new Topic(scope, id, { displayName, enforceSSL: true });
}

/**
 * Allows the alarms of the account to publish to a topic. A topic policy, such as that of `enforceSSL`, replaces the default policy of
 * SNS, which would allow it. The policy of an imported topic cannot be changed.
 */
export function allowAlarms(topic: ITopic): void {
  const { partition, region, account } = Stack.of(topic);
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
}
