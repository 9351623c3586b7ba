import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { startEmbeddedAws } from './embedded-aws.ts';

/** Creates a topic and a subscription for Ben. The subscription has the filter policy, if there is one. */
async function withTopic(filterPolicy?: object) {
  const aws = await startEmbeddedAws();
  const { TopicArn } = await aws.sns.send(new CreateTopicCommand({ Name: 'Approvals' }));
  const Attributes = filterPolicy && { Attributes: { FilterPolicy: JSON.stringify(filterPolicy) } };
  const subscribe = (Endpoint: string) =>
    aws.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint, ...Attributes }));
  const { SubscriptionArn } = await subscribe('ben@example.com');
  const publish = (more: Partial<PublishCommandInput>) =>
    aws.sns.send(new PublishCommand({ TopicArn, Message: 'Hello', ...more }));
  return { ...aws, TopicArn, SubscriptionArn, subscribe, publish, emails: aws.endpoint.sns.emails };
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

describe('Publish', () => {
  test('delivers an e-mail with the footer that AWS appends', async () => {
    const { publish, emails, TopicArn, SubscriptionArn } = await withTopic();
    const { MessageId } = await publish({ Subject: 'Approval', Message: 'Please & <decide>\nBen ✓' });
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(emails()).toEqual([
      {
        id: expect.any(String),
        to: 'ben@example.com',
        from: 'AWS Notifications <no-reply@sns.amazonaws.com>',
        subject: 'Approval',
        message: 'Please & <decide>\nBen ✓',
        body: expect.stringMatching(
          /^Please & <decide>\nBen ✓\n\n--\nIf you wish to stop receiving notifications/,
        ),
        topicArn: TopicArn,
        sentAt: new Date('2026-11-24T09:00:00Z'),
      },
    ]);
    expect(emails()[0]?.body).toContain(encodeURIComponent(String(SubscriptionArn)));
  });

  test('delivers one e-mail to each subscriber', async () => {
    const { subscribe, publish, emails } = await withTopic();
    await subscribe('amy@example.com');
    await publish({});
    expect(emails().map(({ to }) => to)).toEqual(['ben@example.com', 'amy@example.com']);
  });

  test('uses the same subject as AWS if no subject is given', async () => {
    const { publish, emails } = await withTopic();
    await publish({});
    expect(emails()[0]?.subject).toBe('AWS Notification Message');
  });

  test.for([
    ['of 99 characters', 'x'.repeat(99)],
    ['that is not ASCII', 'Genehmigung für 本'],
  ] as const)('accepts a subject %s', async ([, Subject]) => {
    const { publish, emails } = await withTopic();
    await publish({ Subject });
    expect(emails()[0]?.subject).toBe(Subject);
  });

  test.for([
    ['is empty', ''],
    ['has 100 characters', 'x'.repeat(100)],
    ['has a line break', 'a\nb'],
    ['has a control character', 'a\u0007b'],
  ] as const)('refuses a subject that %s', async ([, Subject]) => {
    const { publish } = await withTopic();
    await expect(publish({ Subject })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Subject',
    });
  });

  test.for([
    ['is empty', ''],
    ['exceeds 262,144 bytes', 'é'.repeat(131_073)],
  ] as const)('refuses a message that %s', async ([, Message]) => {
    const { publish } = await withTopic();
    await expect(publish({ Message })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('refuses an unknown topic', async () => {
    const { publish, TopicArn } = await withTopic();
    const sent = publish({ TopicArn: `${TopicArn}-absent` });
    await expect(sent).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  });

  test.for([
    ['without a type', { DataType: '', StringValue: 'x' }],
    ['of an unknown type', { DataType: 'Date', StringValue: 'x' }],
    ['without a value', { DataType: 'String' }],
    ['that is not a number', { DataType: 'Number', StringValue: 'x' }],
    ['that is not an array', { DataType: 'String.Array', StringValue: 'x' }],
  ] as const)('refuses a message attribute %s', async ([, attribute]) => {
    const { publish } = await withTopic();
    const sent = publish({ MessageAttributes: { a: attribute } });
    await expect(sent).rejects.toThrow(/The message attribute 'a'/);
  });

  test.for([{ MessageStructure: 'json' }, { MessageGroupId: 'g' }])(
    'refuses %o, and names the parameter in the error',
    async (parameter) => {
      const { publish } = await withTopic();
      await expect(publish(parameter)).rejects.toThrow(Object.keys(parameter)[0]);
    },
  );

  test('PublishBatch is refused, and the error names it', async () => {
    const { sns, TopicArn } = await withTopic();
    const batch = { TopicArn, PublishBatchRequestEntries: [{ Id: '1', Message: 'a' }] };
    await expect(sns.send(new PublishBatchCommand(batch))).rejects.toThrow(
      /does not support SNS PublishBatch/,
    );
  });
});

describe('a filter policy', () => {
  const number = (StringValue: string) => ({ DataType: 'Number', StringValue });
  const array = (...items: unknown[]) => ({ DataType: 'String.Array', StringValue: JSON.stringify(items) });
  const binary = { DataType: 'Binary', BinaryValue: Buffer.from([1]) };

  test.for([
    ['the same string', { to: ['ben'] }, { to: text('ben') }, 1],
    ['another string', { to: ['ben'] }, { to: text('amy') }, 0],
    ['one of several strings', { to: ['ben', 'amy'] }, { to: text('amy') }, 1],
    ['a missing attribute', { to: ['ben'] }, {}, 0],
    ['only one of two attributes', { to: ['ben'], kind: ['a'] }, { to: text('ben') }, 0],
    ['the same number', { cost: [5] }, { cost: number('5.0') }, 1],
    ['a number instead of a string', { cost: ['5'] }, { cost: number('5') }, 0],
    ['a prefix', { to: [{ prefix: 'be' }] }, { to: text('ben') }, 1],
    ['another prefix', { to: [{ prefix: 'am' }] }, { to: text('ben') }, 0],
    ['a suffix', { to: [{ suffix: '.com' }] }, { to: text('x.com') }, 1],
    ['anything-but with another string', { to: [{ 'anything-but': ['ben'] }] }, { to: text('amy') }, 1],
    ['anything-but with this string', { to: [{ 'anything-but': ['ben'] }] }, { to: text('ben') }, 0],
    ['anything-but with a prefix', { to: [{ 'anything-but': { prefix: 'be' } }] }, { to: text('ben') }, 0],
    ['anything-but without the attribute', { to: [{ 'anything-but': 'ben' }] }, {}, 0],
    ['exists with the attribute', { to: [{ exists: true }] }, { to: text('x') }, 1],
    ['exists without the attribute', { to: [{ exists: true }] }, {}, 0],
    ['a missing attribute that must not exist', { to: [{ exists: false }] }, {}, 1],
    ['a number in a range', { cost: [{ numeric: ['>', 0, '<=', 5] }] }, { cost: number('5') }, 1],
    ['a number outside a range', { cost: [{ numeric: ['>', 0, '<=', 5] }] }, { cost: number('6') }, 0],
    ['a member of an array', { to: ['ben'] }, { to: array('amy', 'ben') }, 1],
    ['a name that every object inherits', { constructor: [{ exists: true }] }, {}, 0],
    ['a binary attribute', { to: [{ exists: true }] }, { to: binary }, 0],
  ] as const)('handles %s as AWS does', async ([, policy, MessageAttributes, delivered]) => {
    const { publish, emails } = await withTopic(policy);
    await publish({ MessageAttributes });
    expect(emails()).toHaveLength(delivered);
  });

  test.for([
    ['cidr', { ip: [{ cidr: '10.0.0.0/8' }] }],
    ['equals-ignore-case', { to: [{ 'equals-ignore-case': 'BEN' }] }],
    ['$or', { $or: [{ a: ['b'] }] }],
  ] as const)(
    'is refused with the operator %s, and the error names the operator',
    async ([operator, policy]) => {
      await expect(withTopic(policy)).rejects.toThrow(`does not support the operator '${operator}'`);
    },
  );

  test('is refused if it is invalid', async () => {
    await expect(withTopic({ to: 'ben' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('can be set later, and an empty text removes it', async () => {
    const { sns, publish, emails, SubscriptionArn } = await withTopic();
    const set = (AttributeValue: string) =>
      sns.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn,
          AttributeName: 'FilterPolicy',
          AttributeValue,
        }),
      );
    await set('{"to":["amy"]}');
    await publish({});
    expect(emails()).toHaveLength(0);
    await set('');
    await publish({});
    expect(emails()).toHaveLength(1);
  });

  test('is refused with the scope MessageBody, and the error names the scope', async () => {
    const { sns, TopicArn } = await withTopic();
    const Attributes = { FilterPolicy: '{}', FilterPolicyScope: 'MessageBody' };
    const sent = sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'amy@example.com', Attributes }),
    );
    await expect(sent).rejects.toThrow(/MessageBody/);
  });
});

describe('topics and subscriptions', () => {
  test('CreateTopic returns the existing topic for the same name', async () => {
    const { sns, TopicArn } = await withTopic();
    expect((await sns.send(new CreateTopicCommand({ Name: 'Approvals' }))).TopicArn).toBe(TopicArn);
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  });

  test.for(['with space', 'x'.repeat(257), ''])('CreateTopic refuses the name %j', async (Name) => {
    const { sns } = await startEmbeddedAws();
    await expect(sns.send(new CreateTopicCommand({ Name }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('CreateTopic sets the display name of the sender', async () => {
    const { sns, endpoint } = await startEmbeddedAws();
    const topic = { Name: 'Named', Attributes: { DisplayName: 'Countersign' } };
    const { TopicArn } = await sns.send(new CreateTopicCommand(topic));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ben@example.com' }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'Hello' }));
    expect(endpoint.sns.emails()[0]?.from).toBe('Countersign <no-reply@sns.amazonaws.com>');
  });

  test('GetTopicAttributes counts the subscriptions as confirmed', async () => {
    const { sns, TopicArn } = await withTopic();
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1', SubscriptionsPending: '0' });
  });

  test('ListSubscriptionsByTopic lists the subscriptions of the topic', async () => {
    const { sns, TopicArn, SubscriptionArn } = await withTopic();
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const ben = {
      SubscriptionArn,
      TopicArn,
      Protocol: 'email',
      Endpoint: 'ben@example.com',
      Owner: '123456789012',
    };
    expect(Subscriptions).toEqual([ben]);
  });

  test.each([undefined, { to: ['ben'] }])(
    'GetSubscriptionAttributes has the filter policy, and its scope, if there is one (%j)',
    async (policy) => {
      const { sns, TopicArn, SubscriptionArn } = await withTopic(policy);
      const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      expect(Attributes).toEqual({
        SubscriptionArn,
        TopicArn,
        Protocol: 'email',
        Endpoint: 'ben@example.com',
        Owner: '123456789012',
        PendingConfirmation: 'false',
        ConfirmationWasAuthenticated: 'false',
        RawMessageDelivery: 'false',
        ...(policy && { FilterPolicy: JSON.stringify(policy), FilterPolicyScope: 'MessageAttributes' }),
      });
    },
  );

  test('GetSubscriptionAttributes refuses a subscription that does not exist', async () => {
    const { sns, TopicArn } = await withTopic();
    const missing = new GetSubscriptionAttributesCommand({ SubscriptionArn: `${TopicArn}:missing` });
    await expect(sns.send(missing)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('Subscribe returns the same subscription for the same address', async () => {
    const { subscribe, SubscriptionArn } = await withTopic();
    expect((await subscribe('ben@example.com')).SubscriptionArn).toBe(SubscriptionArn);
  });

  test('Subscribe refuses another filter policy for the same address', async () => {
    const { sns, TopicArn } = await withTopic({ to: ['ben'] });
    const Attributes = { FilterPolicy: '{"to":["amy"]}' };
    const again = { TopicArn, Protocol: 'email', Endpoint: 'ben@example.com', Attributes };
    await expect(sns.send(new SubscribeCommand(again))).rejects.toThrow(
      /already exists with different attributes/,
    );
  });

  test('Subscribe refuses another protocol, and names it in the error', async () => {
    const { sns, TopicArn } = await withTopic();
    const queue = { TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:123456789012:q' };
    await expect(sns.send(new SubscribeCommand(queue))).rejects.toThrow(/protocol 'sqs'/);
  });

  test('Subscribe refuses an invalid address', async () => {
    const { subscribe } = await withTopic();
    await expect(subscribe('ben')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('Unsubscribe ends the delivery', async () => {
    const { sns, publish, emails, SubscriptionArn } = await withTopic();
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publish({});
    expect(emails()).toEqual([]);
  });
});
