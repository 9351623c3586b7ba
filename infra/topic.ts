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

/** Whether a topic is encrypted under the AWS managed key of SNS. Each principal of the account that may publish can use it. */
export function isUnderKeyOfSns({ masterKey }: ITopic): boolean {
  return masterKey?.keyArn.endsWith('alias/aws/sns') ?? false;
}

/**
 * Allows the alarms of the account to publish to a topic, and to use its key. A topic policy, such as that of `enforceSSL`, replaces the
 * default policy of SNS, which would allow it. The policies of an imported topic and of an imported key cannot be changed.
 */
export function allowAlarms(topic: ITopic): void {
  const { partition, region, account } = Stack.of(topic);
  const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
  // As AWS documents it, without a condition: the policy of the topic says which alarms may publish.
  topic.masterKey?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [alarms],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      // In a key policy, `*` means this key.
      resources: ['*'],
    }),
    true,
  );
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [alarms],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    }),
  );
}
