import { createUrlMinter } from '../../src/callback/create-urls.ts';
import { createFormats } from '../../src/callback/formats.ts';
import type { HttpResponse } from '../../src/http.ts';
import { createUrlsHandler } from '../../src/web/urls-endpoint.ts';
import { createFakeKeyService } from './fake-key-service.ts';
import { httpEvent, type RequestParts } from './web-event.ts';
import { createRespondWorld, NOW, TRANSACTION_ID } from './web-world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** create-urls and respond with one key. All features are allowed. The formats are those of URL_FORMAT, and `1`. */
export function createCallbackWorld({ format = '3' }: { format?: '1' | '2' | '3' } = {}) {
  const formats =
    format === '1'
      ? createFormats({ keys: undefined })
      : createFormats({ keys: createFakeKeyService(), format });
  const world = createRespondWorld({ openLink: formats.openLink });
  const create = createUrlsHandler({
    createUrls: createUrlMinter({
      seal: formats.seal,
      baseUrl: 'https://example.com/prod',
      now: () => world.clock.now,
      features: { outputParameters: true, postActions: true },
    }),
    newTransactionId: () => TRANSACTION_ID,
    now: () => NOW,
    log: () => undefined,
  });
  return {
    ...world,
    formats,
    /** Create-urls by Lambda Invoke, with the event as JSON. */
    invoke: async (event: string) => JSON.parse(JSON.stringify(await create(JSON.parse(event)))),
    /** `POST /urls` with this JSON. */
    async create(body: string) {
      const event = httpEvent('https://example.com/urls', { method: 'POST', headers: JSON_TYPE, body });
      return JSON.parse(((await create(event)) as HttpResponse).body);
    },
    /** The URL of one action, given as JSON. */
    async urlOf(action: string, more = ''): Promise<string> {
      const { urls, ...refusal } = await this.create(`{"token":"AAAA","actions":[${action}]${more}}`);
      if (!urls) throw new TypeError(`${refusal.error}: ${refusal.message}`);
      return Object.values<string>(urls)[0] ?? '';
    },
    post: (url: string, body: string, parts: RequestParts = {}) =>
      world.send(url, { method: 'POST', headers: JSON_TYPE, body, ...parts }),
    /** What Step Functions got: the output as JSON, or the error and the cause. */
    sent: () =>
      world.workflow.completed.map(({ outcome }) =>
        outcome.type === 'success' ? JSON.stringify(outcome.output) : outcome,
      ),
  };
}
