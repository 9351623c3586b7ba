import {
  GetSubscriptionAttributesCommand,
  type ListSubscriptionsByTopicCommandOutput,
  SNSClient,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import type { Subscription } from '../../src/approval/ports.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import { createSendMail } from '../../src/aws/sns.ts';
import { createListSubscriptions } from '../../src/aws/sns-subscriptions.ts';
import { createEmailSurface } from '../../src/email/surface.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { request, waiting } from '../support/requests.ts';
import { clientOptions, startTestServer } from '../support/test-server.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:approvals';
const ANN = 'ann@example.com';
const BOB = 'bob@example.com';

/** As infra/topic.ts subscribes the addresses of the deployment. */
const ownAndForAll = (address: string) => JSON.stringify({ to: [address, { exists: false }] });

/** A topic in the embedded SNS. Each call of the client is counted, and can be answered by `intercept`. */
async function createWorld() {
  const { endpoint, sns } = await startEmbeddedAws();
  const { topicArn } = endpoint.sns.createTopic('approvals');
  const calls: string[] = [];
  const world = { intercept: (_: string, output: unknown): unknown => output };
  sns.middlewareStack.add((next, { commandName = '' }) => async (args) => {
    calls.push(commandName.replace('Command', ''));
    const { response, output } = await next(args);
    return { response, output: world.intercept(commandName, output) as typeof output };
  });
  const { lines, log } = createFakeLog();
  let time = 0;
  const list = createListSubscriptions(sns, topicArn, { now: () => time, log });
  const surface = createEmailSurface(createSendMail(sns, topicArn), list, { oneClick: false, log });
  return Object.assign(world, {
    sns: endpoint.sns,
    client: sns,
    topicArn,
    list,
    lines,
    calls,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    subscribe: (address: string, filter: string | undefined = ownAndForAll(address)) =>
      endpoint.sns.subscribe(topicArn, address, filter),
    /** Asks Ann and Bob. Returns who got a mail, and whose links are in it. */
    async ask() {
      const approval = waiting(request({ name: 'Ben', approvers: [ANN, BOB] }), { shown: { slack: {} } });
      const { audiences } = await surface.reach(approval.request);
      const buttons = audiences.map(({ recipient = '' }) => ({
        action: 'approve',
        sealed: '3-AAAA',
        url: `https://example.com/${recipient}`,
        recipient,
      }));
      await surface.show(approval, buttons, undefined);
      return endpoint.sns
        .emails()
        .map(({ to, message }) => [to, /^https:\/\/example\.com\/(.+)$/m.exec(message)?.[1] ?? 'no links']);
    },
  });
}

describe('a personal link', () => {
  test('reaches its person only, if each subscription has its filter', async () => {
    const { subscribe, ask, lines } = await createWorld();
    for (const address of [ANN, BOB, 'eve@example.com']) subscribe(address);

    expect(await ask()).toEqual([
      [ANN, ANN],
      [BOB, BOB],
    ]);
    expect(lines).toEqual([]);
  });

  test('is not sent while a subscription without a filter, added by hand, would get it', async () => {
    const { subscribe, sns, topicArn, ask, lines } = await createWorld();
    for (const address of [ANN, BOB]) subscribe(address);
    const { subscriptionArn } = sns.subscribe(topicArn, 'eve@example.com');

    expect(await ask()).toEqual([
      [ANN, 'no links'],
      ['eve@example.com', 'no links'],
      [BOB, 'no links'],
      ['eve@example.com', 'no links'],
    ]);
    const id = subscriptionArn.split(':').at(-1);
    expect(lines).toEqual([{ level: 'error', event: 'links_withheld', subscriptions: [id] }]);
  });

  test('is sent to the person whose subscription has no filter, if the other ones have theirs', async () => {
    const { subscribe, sns, topicArn, ask } = await createWorld();
    sns.subscribe(topicArn, ANN);
    subscribe(BOB);

    expect(await ask()).toEqual([
      [ANN, ANN],
      [ANN, 'no links'],
      [BOB, 'no links'],
    ]);
  });

  test('is not sent to a subscription that is not confirmed', async () => {
    const world = await createWorld();
    for (const address of [ANN, BOB]) world.subscribe(address);
    world.intercept = (command, output) =>
      command === 'ListSubscriptionsByTopicCommand' ? withPending(output, BOB) : output;

    expect(await world.ask()).toEqual([[ANN, ANN]]);
    expect(world.lines).toEqual([]);
  });

  test('is not sent if a filter cannot be read', async () => {
    const world = await createWorld();
    for (const address of [ANN, BOB]) world.subscribe(address);
    const error = Object.assign(new Error('not authorized'), { name: 'AuthorizationErrorException' });
    world.intercept = (command, output) => {
      if (command === GetSubscriptionAttributesCommand.name) throw error;
      return output;
    };

    expect(await world.ask()).toEqual([
      [ANN, 'no links'],
      [BOB, 'no links'],
    ]);
    expect(world.lines).toContainEqual({ level: 'warn', event: 'subscriptions_unknown', error });
    expect(world.lines).toContainEqual({ level: 'error', event: 'links_withheld', subscriptions: [] });
  });

  test('is sent with 100 subscriptions, and not with more', async () => {
    const { subscribe, ask, lines, pass } = await createWorld();
    for (const address of [ANN, BOB]) subscribe(address);
    for (let count = 2; count < 100; count += 1) subscribe(`person-${count}@example.com`);
    expect(await ask()).toHaveLength(2);
    expect(lines).toEqual([]);

    subscribe('one-more@example.com');
    pass(5 * 60_000);
    expect((await ask()).slice(2)).toEqual([
      [ANN, 'no links'],
      [BOB, 'no links'],
    ]);
    expect(lines).toContainEqual({
      level: 'warn',
      event: 'subscriptions_unknown',
      error: new Error('The topic has more than 100 subscriptions'),
    });
  });
});

describe('the list of subscriptions', () => {
  test('is reused for 5 minutes', async () => {
    const { subscribe, list, calls, pass } = await createWorld();
    subscribe(ANN);
    await list();
    pass(5 * 60_000 - 1);
    await list();
    expect(calls).toEqual(['ListSubscriptionsByTopic', 'GetSubscriptionAttributes']);

    pass(1);
    await list();
    expect(calls).toHaveLength(4);
  });

  test('leaves out a subscription that was deleted while the list was read', async () => {
    const world = await createWorld();
    world.subscribe(ANN);
    world.intercept = (command, output) => {
      if (command === 'ListSubscriptionsByTopicCommand') {
        for (const { subscriptionArn } of world.sns.subscriptions()) world.sns.unsubscribe(subscriptionArn);
      }
      return output;
    };
    expect(await world.list()).toEqual([]);
  });

  test('is repeatable if SNS does not answer, and is not remembered then', async () => {
    const world = await createWorld();
    world.subscribe(ANN);
    world.intercept = () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    };
    await expect(world.list()).rejects.toBeInstanceOf(RepeatableError);
    world.intercept = (_, output) => output;
    expect(await world.list()).toMatchObject([{ address: ANN, isConfirmed: true }]);
  });

  test('is not known if a web page comes in place of the answer', async () => {
    const { url } = await startTestServer(
      (_, response) => void response.end('<!doctype html><p>Welcome</p>'),
    );
    const { lines, log } = createFakeLog();
    const list = createListSubscriptions(new SNSClient(clientOptions(url)), TOPIC, { now: () => 0, log });
    expect(await list()).toBe('cannot tell');
    expect(lines).toMatchObject([{ event: 'subscriptions_unknown' }]);
  });

  test('has the subscriptions of all pages, and names them by the ends of their ARNs', async () => {
    const pages = [
      page('2', ['email', 'Ann@Example.com', `${TOPIC}:1`], ['email', BOB, 'PendingConfirmation']),
      page(
        undefined,
        ['email-json', 'cleo@example.com', `${TOPIC}:2`],
        ['sqs', 'arn:aws:sqs:x', `${TOPIC}:3`],
      ),
    ];
    const client = new SNSClient({ region: 'us-east-1' });
    client.middlewareStack.add((_, { commandName }) => async () => {
      const isList = commandName === 'ListSubscriptionsByTopicCommand';
      return { output: isList ? pages.shift() : { Attributes: {}, $metadata: {} }, response: {} } as never;
    });
    const list = createListSubscriptions(client, TOPIC, { now: () => 0, log: () => undefined });

    expect(factsOf(await list())).toEqual([
      { id: '1', address: ANN, isConfirmed: true, getsAnns: true },
      { id: 'PendingConfirmation', address: BOB, isConfirmed: false, getsAnns: false },
      { id: '2', address: 'cleo@example.com', isConfirmed: true, getsAnns: true },
      { id: '3', isConfirmed: true, getsAnns: true },
    ]);
  });

  test('is not read further after two pages', async () => {
    const client = new SNSClient({ region: 'us-east-1' });
    let reads = 0;
    client.middlewareStack.add(() => async () => {
      reads += 1;
      return { output: page('more'), response: {} } as never;
    });
    const list = createListSubscriptions(client, TOPIC, { now: () => 0, log: () => undefined });
    expect(await list()).toBe('cannot tell');
    expect(reads).toBe(2);
  });
});

type Listed = readonly [protocol: string, endpoint: string, arn: string];

function page(NextToken: string | undefined, ...subscriptions: readonly Listed[]) {
  return {
    $metadata: {},
    NextToken,
    Subscriptions: subscriptions.map(([Protocol, Endpoint, SubscriptionArn]) => ({
      Protocol,
      Endpoint,
      SubscriptionArn,
    })),
  };
}

function withPending(output: unknown, address: string) {
  const { Subscriptions = [], ...rest } = output as ListSubscriptionsByTopicCommandOutput;
  return {
    ...rest,
    Subscriptions: Subscriptions.map((one) =>
      one.Endpoint === address ? { ...one, SubscriptionArn: 'PendingConfirmation' } : one,
    ),
  };
}

function factsOf(subscriptions: readonly Subscription[] | 'cannot tell') {
  if (subscriptions === 'cannot tell') return subscriptions;
  return subscriptions.map(({ mayGet, ...facts }) => ({ ...facts, getsAnns: mayGet(ANN) }));
}
