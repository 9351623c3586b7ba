import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** A mail to the subscribers of the topic. */
export interface Mail {
  /** ASCII, at most 99 characters, one line (API reference of SNS Publish). */
  readonly subject: string;
  /** Plain text */
  readonly body: string;
  /** The address of the one subscriber who gets it; missing: all do. */
  readonly to?: string | undefined;
}

/** @returns a function that publishes a mail and gives SNS's message id */
export function createSendMail(client: SNSClient, topicArn: string) {
  return async ({ subject, body, to }: Mail): Promise<string | undefined> => {
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
