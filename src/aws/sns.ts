import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SendMail } from '../approval/ports.ts';
import { UncertainError } from '../approval/repeatable.ts';
import { repeatableIfUnsent } from './repeatable.ts';
import { recipientAttributes } from './sns-filter.ts';

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
      ...(to !== undefined && { MessageAttributes: messageAttributes(recipientAttributes(to)) }),
    });
    const { MessageId: messageId } = await repeatableIfUnsent('SNS', () => client.send(publish));
    // The SDK reads any XML, such as the web page of a proxy.
    if (messageId === undefined) throw new UncertainError('SNS returned no message ID');
    return messageId;
  };
}

function messageAttributes(texts: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
  );
}
