import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SendMail } from '../approval/ports.ts';

/** @returns a function that publishes a mail and gives SNS's message id */
export function createSendMail(client: SNSClient, topicArn: string): SendMail {
  return async ({ subject, body, to }) => {
    const { MessageId: messageId } = await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: body,
        // The subscriptions' filter policies look at it, letter by letter: theirs are small, too.
        ...(to !== undefined && {
          MessageAttributes: { to: { DataType: 'String', StringValue: to.toLowerCase() } },
        }),
      }),
    );
    return messageId;
  };
}
