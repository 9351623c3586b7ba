import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { Aws } from './aws.ts';
import type { Cleanup } from './cleanup.ts';
import { until } from './until.ts';

export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/** Subscribes an SQS queue to the topic of the e-mails. */
export async function subscribeMailbox(topicArn: string, name: string, { sns, sqs }: Aws, cleanup: Cleanup) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  cleanup.add(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Endpoint = Attributes?.QueueArn ?? '';
  const Policy = JSON.stringify(deliveries(topicArn, Endpoint));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));

  const mails: Mail[] = [];
  async function receive() {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '' } of Messages) {
      const { Subject: subject, Message: body } = JSON.parse(Body);
      mails.push({ subject, body });
    }
  }

  return {
    /** Waits for the e-mail with this subject. */
    mail: (subject: string): Promise<Mail> =>
      until(`the mail "${subject}"`, async () => {
        const find = () => mails.find((mail) => mail.subject === subject);
        if (!find()) await receive();
        return find();
      }),
  };
}

/** Returns the link below a label in the e-mail of a request. */
export function linkIn({ body }: Mail, label: string): string {
  const [, link] = new RegExp(`^${label}:\\n(https?://\\S+)$`, 'm').exec(body) ?? [];
  if (!link) throw new Error(`The mail has no link to ${label}.`);
  return link;
}

function deliveries(topicArn: string, queueArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  };
}
