import {
  PublishCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { ListSubscribers, SendMail } from '../approval/ports.ts';
import { UncertainError } from '../approval/repeatable.ts';
import type { Log } from '../log.ts';
import { repeatableIfUnsent } from './repeatable.ts';
import { until } from './retries-and-timeouts.ts';

/**
 * @returns a function that publishes a mail and returns the message ID of SNS. Throws a RepeatableError if SNS did not get
 *   the mail, and an UncertainError if that is not known.
 */
export function createSendMail(client: SNSClient, topicArn: string): SendMail {
  return async ({ subject, body, to }) => {
    const publish = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: body,
      // The filter policies of the subscriptions compare it. They are case-sensitive and in lower case.
      ...(to !== undefined && {
        MessageAttributes: { to: { DataType: 'String', StringValue: to.toLowerCase() } },
      }),
    });
    const { MessageId: messageId } = await repeatableIfUnsent('SNS', () => client.send(publish));
    // The SDK reads any XML, such as the web page of a proxy.
    if (messageId === undefined) throw new UncertainError('SNS returned no message ID');
    return messageId;
  };
}

/** SNS lists 100 subscriptions in one answer. More than these pages, or this time, would delay each request. */
const MAX_PAGES = 10;
const LIST_WITHIN_MS = 2_000;
/** In place of an ARN, until the subscriber confirms (API reference of ListSubscriptionsByTopic). */
const PENDING = 'PendingConfirmation';

/** @returns a function that lists the e-mail subscriptions of a topic; an error is logged, and is "cannot tell" */
export function createListSubscribers(client: SNSClient, topicArn: string, log: Log): ListSubscribers {
  return async () => {
    try {
      return await listSubscribers(client, topicArn);
    } catch (error) {
      log({ level: 'warn', event: 'subscribers_unknown', error });
      return 'cannot tell';
    }
  };
}

async function listSubscribers(client: SNSClient, topicArn: string) {
  const subscriptions = await listSubscriptions(client, topicArn);
  // A function or a queue may pass the mails on to any person.
  if (!subscriptions?.every(({ Protocol }) => Protocol === 'email' || Protocol === 'email-json')) {
    return 'cannot tell';
  }
  const subscribers = new Map<string, 'confirmed' | 'pending'>();
  for (const { Endpoint: endpoint = '', SubscriptionArn: arn } of subscriptions) {
    const address = endpoint.toLowerCase();
    if (arn !== PENDING) subscribers.set(address, 'confirmed');
    else if (!subscribers.has(address)) subscribers.set(address, 'pending');
  }
  return subscribers;
}

/** @returns undefined if there are more than MAX_PAGES, or if the answer is not SNS's */
async function listSubscriptions(client: SNSClient, topicArn: string): Promise<Subscription[] | undefined> {
  const all: Subscription[] = [];
  let count = 0;
  const pages = paginateListSubscriptionsByTopic(
    { client },
    { TopicArn: topicArn },
    until(AbortSignal.timeout(LIST_WITHIN_MS)),
  );
  for await (const { Subscriptions, NextToken } of pages) {
    // Not an answer of SNS: an empty list is an empty array.
    if (!Subscriptions) return undefined;
    all.push(...Subscriptions);
    count += 1;
    if (count === MAX_PAGES && NextToken) return undefined;
  }
  return all;
}
