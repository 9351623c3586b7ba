import { createNewest } from '../../newest.ts';
import { arnOf } from '../arn.ts';
import { AwsError, unsupported } from '../protocol/aws-error.ts';
import { DEFAULT_SUBJECT, type Email, senderOf, withFooter } from './email.ts';
import { type FilterPolicy, parseFilterPolicy } from './filter-policy.ts';
import { readMessageAttributes } from './message-attributes.ts';

export interface Topic {
  readonly topicArn: string;
  readonly displayName: string | undefined;
}

export interface Subscription {
  readonly subscriptionArn: string;
  readonly topicArn: string;
  /** The e-mail address. */
  readonly endpoint: string;
  /** The FilterPolicy attribute: JSON text. */
  readonly filterPolicy: string | undefined;
}

export interface PublishRequest {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  /** `{name: {DataType, StringValue | BinaryValue}}` */
  readonly attributes?: Record<string, unknown> | undefined;
}

export interface Sns {
  readonly topics: () => readonly Topic[];
  readonly subscriptions: () => readonly Subscription[];
  /** The newest of the delivered e-mails, oldest first. */
  readonly emails: () => readonly Email[];
  readonly requireTopic: (topicArn: string) => Topic;
  readonly createTopic: (name: string, displayName?: string) => Topic;
  readonly subscribe: (topicArn: string, address: string, filterPolicy?: string) => Subscription;
  readonly requireSubscription: (subscriptionArn: string) => Subscription;
  readonly setFilterPolicy: (subscriptionArn: string, filterPolicy: string | undefined) => void;
  readonly unsubscribe: (subscriptionArn: string) => void;
  /** Delivers one e-mail for each matching subscription, and returns the message id. */
  readonly publish: (request: PublishRequest) => string;
}

export interface SnsOptions {
  readonly newId: () => string;
  readonly now: () => Date;
  readonly onChange: () => void;
  /** How many delivered e-mails stay. */
  readonly keep: number;
}

/** SNS's limit for a message, in bytes. */
const LONGEST_MESSAGE = 262_144;

/** UTF-8 without line breaks and control characters, under 100 characters. */
const SUBJECT = /^(?=.{1,99}$)[^\p{Cc}\p{Zl}\p{Zp}]+$/u;

/** An SNS with e-mail subscriptions. They are confirmed at once, because no recipient can click a confirmation link here. */
export function createSns({ newId, now, onChange, keep }: SnsOptions): Sns {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const filters = new Map<string, FilterPolicy>();
  const emails = createNewest<Email>({ limit: keep });

  function requireTopic(topicArn: string): Topic {
    const topic = topics.get(topicArn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  function createTopic(name: string, displayName?: string): Topic {
    if (name.endsWith('.fifo')) throw unsupported('FIFO topics');
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const topicArn = arnOf('sns', name);
    const topic = topics.get(topicArn) ?? { topicArn, displayName };
    if (displayName !== undefined && topic.displayName !== displayName) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    topics.set(topicArn, topic);
    onChange();
    return topic;
  }

  function subscribe(topicArn: string, address: string, filterPolicy?: string): Subscription {
    requireTopic(topicArn);
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw invalidParameter('Email address');
    const existing = [...subscriptions.values()].find(
      (one) => one.topicArn === topicArn && one.endpoint === address,
    );
    if (existing && (filterPolicy ?? existing.filterPolicy) !== existing.filterPolicy) {
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    const subscription = existing ?? {
      subscriptionArn: `${topicArn}:${newId()}`,
      topicArn,
      endpoint: address,
    };
    return store({ filterPolicy, ...subscription });
  }

  function store(subscription: Subscription): Subscription {
    const { subscriptionArn, filterPolicy } = subscription;
    const filter = parseFilterPolicy(filterPolicy ?? '{}');
    subscriptions.set(subscriptionArn, subscription);
    filters.set(subscriptionArn, filter);
    onChange();
    return subscription;
  }

  function publish({ topicArn, message, subject, attributes = {} }: PublishRequest): string {
    const { displayName } = requireTopic(topicArn);
    requireMessage(message, subject);
    const values = readMessageAttributes(attributes);
    for (const { subscriptionArn, endpoint, topicArn: subscribed } of subscriptions.values()) {
      if (subscribed !== topicArn || !filters.get(subscriptionArn)?.(values)) continue;
      const id = newId();
      emails.set(id, {
        id,
        to: endpoint,
        from: senderOf(displayName),
        subject: subject ?? DEFAULT_SUBJECT,
        body: withFooter(message, subscriptionArn, endpoint),
        message,
        topicArn,
        sentAt: now(),
      });
    }
    onChange();
    return newId();
  }

  function requireSubscription(subscriptionArn: string): Subscription {
    const subscription = subscriptions.get(subscriptionArn);
    if (!subscription) throw new AwsError('NotFound', 'Subscription does not exist', 404);
    return subscription;
  }

  function setFilterPolicy(subscriptionArn: string, filterPolicy: string | undefined): void {
    store({ ...requireSubscription(subscriptionArn), filterPolicy });
  }

  function unsubscribe(subscriptionArn: string): void {
    subscriptions.delete(subscriptionArn);
    filters.delete(subscriptionArn);
    onChange();
  }

  return {
    topics: () => [...topics.values()],
    subscriptions: () => [...subscriptions.values()],
    emails: emails.values,
    requireTopic,
    createTopic,
    subscribe,
    requireSubscription,
    setFilterPolicy,
    unsubscribe,
    publish,
  };
}

function requireMessage(message: string, subject: string | undefined): void {
  if (message === '') throw invalidParameter('Empty message');
  if (Buffer.byteLength(message) > LONGEST_MESSAGE) throw invalidParameter('Message too long');
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalidParameter('Subject');
}

/** SNS's error for an invalid value. */
export function invalidParameter(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
}
