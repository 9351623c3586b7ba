import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealButtons } from '../../src/approval/buttons.ts';
import { createFormats, type UrlFormat } from '../../src/callback/formats.ts';
import { createActionSealer, sealedPayloadOf } from '../../src/callback/url.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { request, waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { taskToken } from '../support/task-tokens.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** A token of the maximum length that a payload cannot store in fewer bytes. */
const UNPACKABLE = [...createHash('shake256', { outputLength: 2_048 }).update('token').digest()]
  .map((byte) => String.fromCharCode(33 + (byte % 94)))
  .join('');

/** A name of the maximum length. All characters are different, and each has three bytes. */
const LONG_NAME = Array.from({ length: 256 }, (_, index) => String.fromCodePoint(0x4e00 + 79 * index)).join(
  '',
);

/** Prepares the request message for this task token, with real payloads in this format. */
function createAsk(token: string, format: UrlFormat, input: object = {}) {
  const formats = createFormats({ keys: createFakeKeyService(), format });
  const seal = createActionSealer(formats.seal, 'https://abcdefghij.execute-api.eu-central-1.amazonaws.com');
  const approval = waiting(request({ name: 'Ben', ...input }), { token });
  const { ports } = createSlackWorld(api.url);
  const people = { ...ports.people, findApprover: async () => 'present' as const };
  const surface = createSlackSurface({ ...ports, people });
  async function ask() {
    const { audiences } = await surface.reach(approval.request);
    return surface.show(
      approval,
      await sealButtons(approval, { token }, surface, audiences, seal),
      undefined,
    );
  }
  return { ask, open: formats.open };
}

/** The values and URLs of the buttons in the message, and the links in its thread. */
function waysIn() {
  const [message, ...others] = api.calls.filter(({ method }) => method === 'chat.postMessage');
  const replies = others.filter(({ args }) => args.thread_ts !== undefined);
  const buttons = (message?.blocks ?? []).flatMap((block) =>
    block.type === 'actions' ? block.elements : [],
  );
  return {
    values: buttons.flatMap((button) => ('value' in button ? [String(button.value)] : [])),
    urls: buttons.flatMap((button) => ('url' in button ? [String(button.url)] : [])),
    links: replies.flatMap(({ text }) => [...text.matchAll(/^<([^|]+)\|/g)].map(([, url]) => String(url))),
    replies,
  };
}

describe('a task token', () => {
  it.each<{ title: string; token: string; format?: UrlFormat; name?: string; count: object }>([
    { title: '700 characters', token: taskToken(700), count: { values: 2, urls: 0, links: 0 } },
    { title: '1,448 characters', token: taskToken(1_448), count: { values: 2, urls: 0, links: 0 } },
    { title: '2,048 characters', token: taskToken(2_048), count: { values: 0, urls: 2, links: 0 } },
    { title: '2,048 characters without base64', token: UNPACKABLE, count: { values: 0, urls: 2, links: 0 } },
    {
      title: '2,048 without base64 and a long name',
      token: UNPACKABLE,
      name: LONG_NAME,
      count: { values: 0, urls: 0, links: 2 },
    },
    {
      title: '1,000 characters in format 2-',
      token: taskToken(1_000),
      format: '2',
      count: { values: 0, urls: 2, links: 0 },
    },
    {
      title: '2,048 characters in format 2-',
      token: taskToken(2_048),
      format: '2',
      count: { values: 0, urls: 0, links: 2 },
    },
  ])('of $title allows a decision', async ({ token, format = '3', name = 'Ben', count }) => {
    const { ask, open } = createAsk(token, format, { name });

    await ask();

    const { values, urls, links, replies } = waysIn();
    expect({ values: values.length, urls: urls.length, links: links.length }).toEqual(count);
    for (const sealed of [...values, ...[...urls, ...links].map(sealedPayloadOf)]) {
      expect(await open(sealed)).toMatchObject({ token, action: { confirm: true } });
    }
    for (const { method, args } of replies) {
      expect(method).toBe('chat.postMessage');
      expect(args).toMatchObject({
        thread_ts: '1764000000.000200',
        unfurl_links: 'false',
        unfurl_media: 'false',
      });
    }
  });

  it.each<{ token: string; format: UrlFormat }>([
    { token: taskToken(2_048), format: '3' },
    { token: taskToken(1_000), format: '2' },
  ])(
    'that does not fit into a button is refused if the request has approvers ($format)',
    async ({ token, format }) => {
      const { ask } = createAsk(token, format, { approvers: ['U0BOB0001'] });

      await expect(ask()).rejects.toMatchObject({ code: 'UrlTooLong' });

      expect(api.calls).toEqual([]);
    },
  );

  it('that fits into a button is sealed together with the approvers', async () => {
    const { ask, open } = createAsk(taskToken(700), '3', {
      approvers: ['U0BOB0001', 'S0LEADS01', 'eve@example.com'],
      self_approval: false,
      requester_id: 'U0ANN0001',
    });

    await ask();

    expect(await open(waysIn().values[0] ?? '')).toMatchObject({
      context: {
        approvers: ['U0BOB0001', 'S0LEADS01', 'eve@example.com'],
        self_approval: false,
        requester_id: 'U0ANN0001',
      },
    });
  });
});
