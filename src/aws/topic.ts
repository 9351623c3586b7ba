import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { Log } from '../log.ts';
import { onlyOnce } from './only-once.ts';
import { createSendMail } from './sns.ts';
import { createListSubscriptions } from './sns-subscriptions.ts';

/** What sends mails through a topic of SNS, and what reads who gets them. */
export function createTopic(options: SNSClientConfig, topicArn: string, log: Log) {
  return {
    sendMail: createSendMail(new SNSClient({ ...options, ...onlyOnce() }), topicArn),
    listSubscriptions: createListSubscriptions(new SNSClient(options), topicArn, { now: Date.now, log }),
  };
}
