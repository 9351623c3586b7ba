import { describe, expect, it } from 'vitest';
import { createUrlMinter } from '../../src/callback/create-urls.ts';
import type { HttpResponse } from '../../src/http.ts';
import type { LogLine } from '../../src/log.ts';
import { createUrlsHandler } from '../../src/web/urls-endpoint.ts';
import { HOOK, JSON_TYPE } from '../support/post-actions.ts';
import { httpEvent } from '../support/web-event.ts';
import { createMemorySealer } from '../support/web-sealer.ts';
import { NOW, TRANSACTION_ID } from '../support/web-world.ts';

const ALL = { outputParameters: true, postActions: true };
const NONE = { outputParameters: false, postActions: false };

const hook = (outcome: object) => ({ ...HOOK, outcomes: [{ name: 'done', type: 'success', ...outcome }] });

describe.each([
  {
    code: 'InvalidAction',
    features: ALL,
    input: { actions: [{ name: 'no', type: 'failure', error: 'x'.repeat(257) }] },
  },
  {
    code: 'InvalidPostActionOutcome',
    features: ALL,
    input: { actions: [hook({ schema: { type: 'text' }, output: 1 })] },
  },
  { code: 'InvalidJsonPath', features: ALL, input: { actions: [hook({ schema: {}, output_path: 'a' })] } },
  { code: 'PostActionsDisabled', features: NONE, input: { actions: [HOOK] } },
  {
    code: 'ParametersDisabled',
    features: NONE,
    input: { actions: [{ name: 'ping', type: 'heartbeat' }], enable_output_parameters: true },
  },
])('create-urls refuses with $code', ({ code, features, input }) => {
  const refused = {
    transaction_id: TRANSACTION_ID,
    error: code,
    message: expect.stringMatching(/\w.*\.$/),
  };

  it('by POST /urls, with 400', async () => {
    const { handle, lines } = createEndpoint(features);
    const event = httpEvent('https://example.com/urls', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ token: 'AAAA', ...input }),
    });

    const { statusCode, body } = (await handle(event)) as HttpResponse;

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toEqual(refused);
    expect(lines).toMatchObject([{ level: 'info', event: 'create_urls', outcome: code }]);
  });

  it('by Lambda Invoke, with the code in its answer', async () => {
    const { handle } = createEndpoint(features);

    expect(await handle({ token: 'AAAA', ...input })).toEqual(refused);
  });
});

function createEndpoint(features: typeof ALL) {
  const lines: LogLine[] = [];
  const { seal } = createMemorySealer();
  const handle = createUrlsHandler({
    createUrls: createUrlMinter({ seal, baseUrl: 'https://example.com/prod', features, now: () => NOW }),
    newTransactionId: () => TRANSACTION_ID,
    now: () => NOW,
    log: (line) => lines.push(line),
  });
  return { handle, lines };
}
