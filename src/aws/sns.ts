import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** A mail to every subscriber of the topic. */
export interface Mail {
  /** ASCII, at most 99 characters, one line (API reference of SNS Publish). */
  readonly subject: string;
  /** Plain text */
  readonly body: string;
}

/** @returns a function that publishes a mail and gives SNS's message id */
export function createSendMail(client: SNSClient, topicArn: string) {
  return async ({ subject, body }: Mail): Promise<string | undefined> => {
    const { MessageId: messageId } = await client.send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body }),
    );
    return messageId;
  };
}
