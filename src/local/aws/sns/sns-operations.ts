import { ACCOUNT } from '../arn.ts';
import { unsupported } from '../protocol/aws-error.ts';
import { type Operations, operation } from '../protocol/operation.ts';
import { invalidParameter, type Sns, type Subscription } from './sns.ts';

/** The operations of SNS for topics, e-mail subscriptions and Publish. */
export function snsOperations(sns: Sns): Operations {
  const subscriptionsOf = (topicArn: string) =>
    sns.subscriptions().filter((subscription) => subscription.topicArn === topicArn);

  return {
    CreateTopic: operation(
      'CreateTopic',
      {
        Name: { type: 'string', required: true },
        Attributes: { type: 'stringMap' },
        Tags: { type: 'ignored' },
      },
      ({ Name, Attributes = {} }) => {
        const { DisplayName, ...others } = Attributes;
        refuseAttributes('CreateTopic', others);
        return { TopicArn: sns.createTopic(Name, DisplayName).topicArn };
      },
    ),

    GetTopicAttributes: operation(
      'GetTopicAttributes',
      { TopicArn: { type: 'string', required: true } },
      (request) => {
        const { topicArn, displayName = '' } = sns.requireTopic(request.TopicArn);
        const confirmed = String(subscriptionsOf(topicArn).length);
        const counts = {
          SubscriptionsConfirmed: confirmed,
          SubscriptionsPending: '0',
          SubscriptionsDeleted: '0',
        };
        const attributes = { TopicArn: topicArn, DisplayName: displayName, Owner: ACCOUNT, ...counts };
        return { Attributes: new Map(Object.entries(attributes)) };
      },
    ),

    ListTopics: operation('ListTopics', {}, () => ({
      Topics: sns.topics().map(({ topicArn }) => ({ TopicArn: topicArn })),
    })),

    Subscribe: operation(
      'Subscribe',
      {
        TopicArn: { type: 'string', required: true },
        Protocol: { type: 'string', required: true },
        Endpoint: { type: 'string' },
        Attributes: { type: 'stringMap' },
        // The subscription is confirmed at once, so its ARN is always returned.
        ReturnSubscriptionArn: { type: 'ignored' },
      },
      ({ TopicArn, Protocol, Endpoint = '', Attributes = {} }) => {
        if (Protocol !== 'email') throw unsupported(`SNS subscriptions with the protocol '${Protocol}'`);
        const { FilterPolicy, FilterPolicyScope = MESSAGE_ATTRIBUTES, ...others } = Attributes;
        refuseAttributes('Subscribe', others);
        requireScope(FilterPolicyScope);
        return { SubscriptionArn: sns.subscribe(TopicArn, Endpoint, FilterPolicy).subscriptionArn };
      },
    ),

    SetSubscriptionAttributes: operation(
      'SetSubscriptionAttributes',
      {
        SubscriptionArn: { type: 'string', required: true },
        AttributeName: { type: 'string', required: true },
        AttributeValue: { type: 'string' },
      },
      ({ SubscriptionArn, AttributeName, AttributeValue = '' }) => {
        if (AttributeName === 'FilterPolicyScope') return requireScope(AttributeValue);
        if (AttributeName !== 'FilterPolicy')
          throw unsupported(`the subscription attribute '${AttributeName}'`);
        sns.setFilterPolicy(SubscriptionArn, AttributeValue === '' ? undefined : AttributeValue);
      },
    ),

    GetSubscriptionAttributes: operation(
      'GetSubscriptionAttributes',
      { SubscriptionArn: { type: 'string', required: true } },
      (request) => {
        const { filterPolicy, ...subscription } = sns.requireSubscription(request.SubscriptionArn);
        const attributes = {
          ...describe(subscription),
          PendingConfirmation: 'false',
          ConfirmationWasAuthenticated: 'false',
          RawMessageDelivery: 'false',
          ...(filterPolicy !== undefined && {
            FilterPolicy: filterPolicy,
            FilterPolicyScope: MESSAGE_ATTRIBUTES,
          }),
        };
        return { Attributes: new Map(Object.entries(attributes)) };
      },
    ),

    ListSubscriptionsByTopic: operation(
      'ListSubscriptionsByTopic',
      { TopicArn: { type: 'string', required: true } },
      ({ TopicArn }) => ({
        Subscriptions: subscriptionsOf(sns.requireTopic(TopicArn).topicArn).map(describe),
      }),
    ),

    Unsubscribe: operation(
      'Unsubscribe',
      { SubscriptionArn: { type: 'string', required: true } },
      (request) => {
        sns.unsubscribe(request.SubscriptionArn);
      },
    ),

    Publish: operation(
      'Publish',
      {
        TopicArn: { type: 'string' },
        Message: { type: 'string', required: true },
        Subject: { type: 'string' },
        MessageAttributes: { type: 'map' },
      },
      ({ TopicArn, Message, Subject, MessageAttributes }) => {
        if (TopicArn === undefined) {
          throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
        }
        const message = {
          topicArn: TopicArn,
          message: Message,
          subject: Subject,
          attributes: MessageAttributes,
        };
        return { MessageId: sns.publish(message) };
      },
    ),
  };
}

const MESSAGE_ATTRIBUTES = 'MessageAttributes';

function requireScope(scope: string): void {
  if (scope !== MESSAGE_ATTRIBUTES) throw unsupported(`the FilterPolicyScope '${scope}'`);
}

function refuseAttributes(operationName: string, attributes: Record<string, string>): void {
  const [name] = Object.keys(attributes);
  if (name !== undefined) throw unsupported(`the attribute '${name}' of ${operationName}`);
}

function describe({ subscriptionArn, topicArn, endpoint }: Omit<Subscription, 'filterPolicy'>) {
  const subscription = { SubscriptionArn: subscriptionArn, TopicArn: topicArn };
  return { ...subscription, Protocol: 'email', Endpoint: endpoint, Owner: ACCOUNT };
}
