import { partition } from '@aws-sdk/core/client';
import { describe, expect, test } from 'vitest';
import { createSealer } from '../../src/callback/seal.ts';
import { sealedPayloadOf } from '../../src/callback/url.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { createJsonMinter } from '../support/json-minter.ts';
import { taskToken } from '../support/task-tokens.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const ID = '00112233445566778899aabbccddeeff';
const keys = createFakeKeyService();
const { seal, open } = createSealer({ keys });
const minter = { seal, baseUrl: 'https://example.com/v1', now: () => NOW };
const createUrls = createJsonMinter(minter);

const token = taskToken();
const approve = { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } };
const reject = { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' };

/** The payload in the URL of the input's first action. */
async function sealedIn(input: object) {
  const { urls } = await createUrls({ token, actions: [approve], ...input }, ID);
  return open(sealedPayloadOf(Object.values(urls)[0] ?? ''));
}

describe('create-urls answers', () => {
  test('with the transaction id and one URL for each action', async () => {
    const answer = await createUrls({ token, actions: [approve, reject] }, ID);
    expect(Object.keys(answer)).toEqual(['transaction_id', 'urls']);
    expect(answer.transaction_id).toBe(ID);
    expect(answer.urls).toEqual({
      approve: expect.stringMatching(
        /^https:\/\/example\.com\/v1\/respond\?data=3-[\w-]+&type=success&action=approve$/,
      ),
      reject: expect.stringMatching(
        /^https:\/\/example\.com\/v1\/respond\?data=3-[\w-]+&type=failure&action=reject$/,
      ),
    });
  });

  test('with the expiration in UTC when the input has one', async () => {
    const answer = await createUrls(
      { token, actions: [approve], expiration: '2027-01-31T12:00:00+02:00' },
      ID,
    );
    expect(answer.expiration).toBe('2027-01-31T10:00:00.000Z');
  });

  test('for actions that are named like members of Object.prototype', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const actions = names.map((name) => ({ name, type: 'heartbeat' }));
    expect(Object.keys((await createUrls({ token, actions }, ID)).urls)).toEqual(names);
  });

  test('after one KMS call for all actions', async () => {
    const counted = createFakeKeyService();
    const mint = createJsonMinter({ ...minter, seal: createSealer({ keys: counted }).seal });
    await mint({ token, actions: [approve, reject, { name: 'ping', type: 'heartbeat' }] }, ID);
    expect(counted.generated).toHaveLength(1);
  });
});

describe('a URL contains', () => {
  test('only the token, the action and the transaction', async () => {
    expect(await sealedIn({})).toStrictEqual({ token, action: approve, transactionId: ID });
  });

  test.each([
    ['error and cause of a failure', reject],
    ['a failure without error and cause', { name: 'stop', type: 'failure' }],
    ['a heartbeat', { name: 'ping', type: 'heartbeat' }],
    ['null as an output', { name: 'ok', type: 'success', output: null }],
    [
      'its own response',
      {
        ...approve,
        response: { redirect: 'https://example.com/done', json: { ok: true }, html: '<p>', text: 'ok' },
      },
    ],
  ])('%s', async (_, action) => {
    expect((await sealedIn({ actions: [action] })).action).toStrictEqual(action);
  });

  test('the expiration in seconds', async () => {
    expect((await sealedIn({ expiration: '2027-01-31T12:00:00.9Z' })).expiresAt).toBe(
      Date.parse('2027-01-31T12:00:00Z') / 1000,
    );
  });

  test('the context of the page', async () => {
    const context = {
      title: 'Approval for Ben',
      details: [{ label: 'Environment', value: 'production' }],
      requester: 'Ann',
      locale: 'de',
      surface: 'email',
      execution: 'ApprovalEmails:one',
    };
    expect((await sealedIn(context)).context).toStrictEqual(context);
  });

  test.each([
    ['the request asks for it', { confirm: true }, true],
    ['the action asks for it', { actions: [{ ...approve, confirm: true }] }, true],
    ['only the action asks for it', { confirm: false, actions: [{ ...approve, confirm: true }] }, true],
    ['the action turns it off', { confirm: true, actions: [{ ...approve, confirm: false }] }, undefined],
    ['neither asks for it', {}, undefined],
  ])('whether a GET only shows a page: %s', async (_, input, expected) => {
    expect((await sealedIn(input)).action.confirm).toBe(expected);
  });
});

describe('URLs point', () => {
  const start = async (base_url: unknown, region?: string) => {
    const mint = createJsonMinter({ ...minter, region });
    const { urls } = await mint({ token, actions: [approve], base_url }, ID);
    return urls.approve?.split('?')[0];
  };

  test.each([
    ['https://other.example/stage', 'https://other.example/stage/respond'],
    ['https://other.example/stage//', 'https://other.example/stage/respond'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/respond'],
    [
      { api_id: 'gy415nuibc', stage: 'v1', region: 'eu-west-1' },
      'https://gy415nuibc.execute-api.eu-west-1.amazonaws.com/v1/respond',
    ],
    [
      { api_id: 'gy415nuibc', stage: '$default' },
      'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/$default/respond',
    ],
  ])('to the base_url %j', async (base, expected) => {
    expect(await start(base, 'us-east-1')).toBe(expected);
  });

  test.each([
    'eu-central-2',
    'us-gov-west-1',
    'cn-north-1',
    'cn-northwest-1',
    'eusc-de-east-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'us-isof-south-1',
    'eu-isoe-west-1',
    'mx-central-1',
  ])('to an API in %s with the suffix that the AWS SDK uses there', async (region) => {
    const suffix = partition(region).dnsSuffix;
    const api = `https://gy415nuibc.execute-api.${region}.${suffix}/v1/respond`;
    expect(await start({ api_id: 'gy415nuibc', stage: 'v1' }, region)).toBe(api);
  });

  test('to no API without a region, which is refused as InvalidJSON', async () => {
    await expect(start({ api_id: 'gy415nuibc', stage: 'v1' })).rejects.toMatchObject({
      code: 'InvalidJSON',
      message: 'base_url needs a region.',
    });
  });
});
