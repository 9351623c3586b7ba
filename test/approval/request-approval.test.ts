import { beforeEach, describe, expect, test } from 'vitest';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createUrlMinter } from '../../src/callback/create-urls.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { sealedPayloadOf } from '../../src/callback/url.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { createFakeLog, createFakeSurface } from '../support/fake-surface.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
/** As it is logged. */
const REFERENCE = 'ApprovalEmails:one';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:one';
const ID = '00112233445566778899aabbccddeeff';
const { seal, open } = createSealer({ keys: createFakeKeyService() });
const event = { token: 'AAAAtoken', execution: EXECUTION, request: { name: 'Ben' }, timeout_seconds: 3600 };

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

const never = () => new Promise<void>(() => {});

const ask = (
  surfaces: readonly Surface[],
  input: unknown = event,
  wait: (milliseconds: number) => Promise<void> = never,
) =>
  requestApproval(input, {
    createUrls: createUrlMinter({ seal, baseUrl: 'https://example.com', now: () => NOW }),
    assertMintable: () => undefined,
    surfaces,
    getHistory: async () => [],
    locale: 'en',
    now: () => NOW,
    wait,
    newTransactionId: () => ID,
    log,
  });

/** What the URLs that a surface was given hold, by action. */
async function payloadsOf({ asks }: ReturnType<typeof createFakeSurface>): Promise<Record<string, Payload>> {
  const urls = Object.entries(asks[0]?.urls ?? {});
  return Object.fromEntries(
    await Promise.all(urls.map(async ([name, url]) => [name, await open(sealedPayloadOf(url))] as const)),
  );
}

describe('an approval request', () => {
  test('reaches every surface, and the state machine learns where the messages are', async () => {
    const [email, slack] = [createFakeSurface('email'), createFakeSurface('slack')];
    expect(await ask([email, slack])).toStrictEqual({
      transaction_id: ID,
      messages: { email: { message: 'email 1' }, slack: { message: 'slack 1' } },
    });
    for (const { asks } of [email, slack]) {
      expect(asks).toMatchObject([
        { request: { name: 'Ben', title: 'Approval for Ben' }, expiresAt: new Date('2026-11-24T13:00:00Z') },
      ]);
    }
  });

  test('gives each surface links of its own, which expire with the task', async () => {
    const slack = createFakeSurface('slack');
    await ask([createFakeSurface('email'), slack]);
    const common = {
      token: 'AAAAtoken',
      transactionId: ID,
      expiresAt: Date.parse('2026-11-24T13:00:00Z') / 1000,
      context: { title: 'Approval for Ben', locale: 'en', surface: 'slack', execution: 'ApprovalEmails:one' },
    };
    expect(await payloadsOf(slack)).toStrictEqual({
      approve: {
        ...common,
        action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, confirm: true },
      },
      reject: {
        ...common,
        action: {
          name: 'reject',
          type: 'failure',
          error: 'rejected',
          cause: 'Ben rejected it',
          confirm: true,
        },
      },
    });
  });

  test('lets a surface seal links that decide at once', async () => {
    const email = { ...createFakeSurface('email'), confirm: false };
    await ask([email]);
    expect((await payloadsOf(email)).approve?.action).not.toHaveProperty('confirm');
  });

  test('has links without an end where the state has no TimeoutSeconds', async () => {
    const email = createFakeSurface('email');
    await ask([email], { ...event, timeout_seconds: undefined });
    expect(email.asks[0]).not.toHaveProperty('expiresAt');
    expect((await payloadsOf(email)).approve).not.toHaveProperty('expiresAt');
  });

  test('is logged with its transaction and without its token', async () => {
    await ask([createFakeSurface('email')]);
    expect(lines).toStrictEqual([
      {
        event: 'request_approval',
        duration_ms: 0,
        transaction_id: ID,
        execution: REFERENCE,
        outcome: 'asked',
        surfaces: ['email'],
      },
    ]);
  });

  test('goes to the other surfaces when one fails, and that is logged', async () => {
    const failure = new Error('channel_not_found');
    const slack = createFakeSurface('slack', { failure });
    expect((await ask([slack, createFakeSurface('email')])).messages).toStrictEqual({
      email: { message: 'email 1' },
    });
    expect(lines[0]).toStrictEqual({
      level: 'error',
      event: 'ask_failed',
      transaction_id: ID,
      surface: 'slack',
      error: failure,
    });
  });
});

describe('a request that did not reach everybody', () => {
  const explained = (error: Error): Surface & { told: string[] } => {
    const told: string[] = [];
    return {
      ...createFakeSurface('slack', { failure: error }),
      explain: ({ message }) => (message === 'not_in_channel' ? 'Invite the app.' : undefined),
      async tellRequester(_request, sentence) {
        told.push(sentence);
      },
      told,
    };
  };

  test('is told to whoever asked, with the reason', async () => {
    const slack = explained(new Error('not_in_channel'));
    await ask([slack, createFakeSurface('email')]);
    expect(slack.told).toEqual(['Not everybody was asked. Slack: Invite the app.']);
  });

  test('is told in the language of the request', async () => {
    const slack = explained(new Error('not_in_channel'));
    await ask([slack, createFakeSurface('email')], { ...event, request: { name: 'Ben', locale: 'de' } });
    expect(slack.told).toEqual(['Nicht alle wurden gefragt. Slack: Invite the app.']);
  });

  test('is not told here where it reached nobody: announce-decision does', async () => {
    const slack = explained(new Error('not_in_channel'));
    await expect(ask([slack])).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The approval request could not be sent. Slack: Invite the app.',
    });
    expect(slack.told).toEqual([]);
  });

  test('still waits for its decision where nobody can be told, and that is logged', async () => {
    const error = new Error('away');
    const slack = { ...explained(new Error('away')), tellRequester: () => Promise.reject(error) };
    expect((await ask([slack, createFakeSurface('email')])).messages).toHaveProperty('email');
    expect(lines).toContainEqual({ level: 'error', event: 'tell_failed', transaction_id: ID, error });
  });

  test('still waits for its decision where telling takes too long', async () => {
    const slack = { ...explained(new Error('away')), tellRequester: () => new Promise<void>(() => {}) };
    const surfaces = [slack, createFakeSurface('email')];
    const soon = (milliseconds: number) => (milliseconds > 3_000 ? never() : Promise.resolve());
    expect((await ask(surfaces, event, soon)).messages).toHaveProperty('email');
  });
});

describe('a request that nobody can decide by mail', () => {
  const slackOnly = { ...event, request: { name: 'Ben', approvers: ['U012ABCDE'] } };
  const mail = () => ({ ...createFakeSurface('email'), undecidable: async () => 'name an address.' });

  test('is told by mail once somebody was asked in Slack', async () => {
    const email = mail();
    expect((await ask([createFakeSurface('slack'), email], slackOnly)).messages).toEqual({
      slack: { message: 'slack 1' },
      email: { message: 'email 1' },
    });
  });

  test('reached nobody where Slack failed: no mail says that it waits, and the reason says what to do', async () => {
    const email = mail();
    const slack = createFakeSurface('slack', { failure: new Error('away') });
    await expect(ask([slack, email], slackOnly)).rejects.toMatchObject({
      name: 'NothingSent',
      message:
        'The approval request could not be sent. ' +
        'Slack: something went wrong, and the log says what. E-mail: name an address.',
    });
    expect(email.asks).toEqual([]);
  });

  test('reached nobody where there is no Slack', async () => {
    await expect(ask([mail()], slackOnly)).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The approval request could not be sent. E-mail: name an address.',
    });
    expect(lines).toMatchObject([{ event: 'request_approval', level: 'error', outcome: 'NothingSent' }]);
  });
});

describe('an approval request is refused', () => {
  test('as NothingSent when every surface fails', async () => {
    const surfaces = (['slack', 'email'] as const).map((name) =>
      createFakeSurface(name, { failure: new Error('away') }),
    );
    await expect(ask(surfaces)).rejects.toMatchObject({
      name: 'NothingSent',
      message:
        'The approval request could not be sent. ' +
        'Slack: something went wrong, and the log says what. E-mail: something went wrong, and the log says what.',
    });
    expect(lines).toMatchObject([
      { event: 'ask_failed', surface: 'slack' },
      { event: 'ask_failed', surface: 'email' },
      { event: 'request_approval', level: 'error', outcome: 'NothingSent', transaction_id: ID },
    ]);
  });

  test.each([
    ['en', 'The approval request could not be sent. E-mail: something went wrong, and the log says what.'],
    [
      'de',
      'Die Anfrage konnte nicht verschickt werden. E-Mail: Etwas ist schiefgegangen; was, steht im Protokoll.',
    ],
  ])('as NothingSent when its links cannot be made, and the log says why (%s)', async (locale, message) => {
    const past = { ...event, timeout_seconds: -1, request: { name: 'Ben', locale } };
    await expect(ask([createFakeSurface('email')], past)).rejects.toMatchObject({
      name: 'NothingSent',
      message,
    });
    expect(lines[0]).toMatchObject({ event: 'ask_failed', error: { code: 'InvalidDate' } });
  });

  test.each<[unknown, string]>([
    [null, 'The event is not an object.'],
    ['event', 'The event is not an object.'],
    [{ ...event, token: undefined }, 'The event has no task token.'],
    [{ ...event, token: 5 }, 'The event has no task token.'],
    [{ ...event, token: '' }, 'The event has no task token.'],
    [{ ...event, execution: undefined }, 'The event names no execution.'],
    [{ ...event, timeout_seconds: '7d' }, 'timeout_seconds is not a number: the links would never expire.'],
    [{ ...event, request: {} }, 'The input has no name: {"name": "Ben"} is what is needed at least.'],
  ])('as InvalidRequest when its event is %j', async (input, message) => {
    const email = createFakeSurface('email');
    await expect(ask([email], input)).rejects.toMatchObject({ name: 'InvalidRequest', message });
    expect(email.asks).toEqual([]);
  });
});
