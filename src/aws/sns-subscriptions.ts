import {
  GetSubscriptionAttributesCommand,
  NotFoundException,
  paginateListSubscriptionsByTopic,
  type SNSClient,
  type Subscription as SnsSubscription,
} from '@aws-sdk/client-sns';
import { createCache } from '../approval/cache.ts';
import type { ListSubscriptions, Subscription } from '../approval/ports.ts';
import { RepeatableError } from '../approval/repeatable.ts';
import type { Log } from '../log.ts';
import { repeatable } from './repeatable.ts';
import { until } from './retries-and-timeouts.ts';
import { mayPass, recipientAttributes } from './sns-filter.ts';

/** With more, reading each filter would delay the request and use up the quota of SNS. */
const MAX_SUBSCRIPTIONS = 100;
/** SNS lists 100 subscriptions in one answer. */
const MAX_PAGES = 2;
const READ_WITHIN_MS = 5_000;
/** How many filters are read at the same time. */
const AT_ONCE = 10;
const MAX_AGE_MS = 5 * 60_000;
/** In place of an ARN, until the subscriber confirms (API reference of ListSubscriptionsByTopic). */
const PENDING = 'PendingConfirmation';

/**
 * @param now milliseconds since 1970
 * @returns a function that lists the subscriptions of a topic with their filters. The list is reused for 5 minutes. An error
 *   that passes becomes a RepeatableError. Any other is logged, and is "cannot tell"
 */
export function createListSubscriptions(
  client: SNSClient,
  topicArn: string,
  { now, log }: { now: () => number; log: Log },
): ListSubscriptions {
  const { answer } = createCache(now, MAX_AGE_MS);
  return async () => {
    try {
      return await answer(topicArn, () => repeatable('SNS', () => listSubscriptions(client, topicArn)));
    } catch (error) {
      if (error instanceof RepeatableError) throw error;
      log({ level: 'warn', event: 'subscriptions_unknown', error });
      return 'cannot tell';
    }
  };
}

async function listSubscriptions(client: SNSClient, topicArn: string): Promise<readonly Subscription[]> {
  const signal = AbortSignal.timeout(READ_WITHIN_MS);
  try {
    return await readSubscriptions(client, topicArn, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

async function readSubscriptions(client: SNSClient, topicArn: string, signal: AbortSignal) {
  const listed = await readList(client, topicArn, signal);
  const subscriptions: Subscription[] = [];
  for (let start = 0; start < listed.length; start += AT_ONCE) {
    const some = listed.slice(start, start + AT_ONCE);
    const read = await Promise.all(some.map((one) => withFilter(client, one, signal)));
    subscriptions.push(...read.filter((one) => one !== undefined));
  }
  return subscriptions;
}

async function readList(client: SNSClient, topicArn: string, signal: AbortSignal) {
  const listed: SnsSubscription[] = [];
  let pages = 0;
  const list = paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn }, until(signal));
  for await (const { Subscriptions, NextToken } of list) {
    // The SDK reads any XML, such as the web page of a proxy. In an answer of SNS, an empty list is an empty array.
    if (!Subscriptions) throw new Error('SNS returned no list of subscriptions');
    listed.push(...Subscriptions);
    pages += 1;
    if (listed.length > MAX_SUBSCRIPTIONS || (pages === MAX_PAGES && NextToken)) {
      throw new Error(`The topic has more than ${MAX_SUBSCRIPTIONS} subscriptions`);
    }
  }
  return listed;
}

/** @returns undefined if the subscription was deleted in the meantime */
async function withFilter(
  client: SNSClient,
  { SubscriptionArn: arn = '', Protocol: protocol, Endpoint: endpoint = '' }: SnsSubscription,
  signal: AbortSignal,
): Promise<Subscription | undefined> {
  const isMail = protocol === 'email' || protocol === 'email-json';
  const subscription = {
    id: arn.slice(arn.lastIndexOf(':') + 1),
    ...(isMail && { address: endpoint.toLowerCase() }),
    isConfirmed: arn !== PENDING,
  };
  if (!subscription.isConfirmed) return { ...subscription, mayGet: () => false };
  try {
    const command = new GetSubscriptionAttributesCommand({ SubscriptionArn: arn });
    const { Attributes } = await client.send(command, until(signal));
    if (!Attributes) throw new Error('SNS returned no attributes of a subscription');
    return { ...subscription, mayGet: (address) => mayPass(Attributes, recipientAttributes(address)) };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}
