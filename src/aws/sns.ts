import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SendMail } from '../approval/ports.ts';

/** @returns a function that publishes a mail and returns the message ID of SNS */
export function createSendMail(client: SNSClient, topicArn: string): SendMail {
  return async ({ subject, body, to }) => {
    const { MessageId: messageId } = await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: body,
        // The filter policies of the subscriptions compare it. They are case-sensitive and in lower case.
        ...(to !== undefined && {
          MessageAttributes: { to: { DataType: 'String', StringValue: to.toLowerCase() } },
        }),
      }),
    );
    return messageId;
  };
}
