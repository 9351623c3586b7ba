import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { interactionBody } from '../support/slack-request.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { MESSAGE } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

interface Sent {
  readonly json: Record<string, unknown>;
  readonly send: (json: object) => ReturnType<SlackWorld['sendSigned']>;
}

/** Returns the JSON of a delivery, and a function that sends another JSON in the same format. */
async function arrange(name: string, world: SlackWorld): Promise<Sent> {
  const { approve, reject, message } = await world.ask();
  const { body, contentType } = recordedDelivery(name, {
    approve: approve.value,
    reject: reject.value,
    blocks: message.blocks,
    metadata: JSON.stringify({ sealed: reject.value, ...MESSAGE }),
    response_url: `${api.url}response_url`,
  });
  if (contentType === 'application/json') {
    return {
      json: JSON.parse(body),
      send: (json) => world.sendSigned(JSON.stringify(json), contentType),
    };
  }
  return {
    json: JSON.parse(new URLSearchParams(body).get('payload') ?? ''),
    send: (json) => world.sendSigned(interactionBody(json)),
  };
}

/** The paths of all members and items, at most four levels deep. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || path.length === 4) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsIn(inner, [...path, key])]);
}

/** Returns a copy with another value at this path. */
function replaced(value: object, [key = '', ...rest]: readonly string[], by: unknown): object {
  const inner = rest.length > 0 ? replaced((value as Record<string, object>)[key] ?? {}, rest, by) : by;
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}

it.each([
  'press-approve',
  'press-reject',
  'press-at-home',
  'submit-reject',
  'submit-cancel',
  'submit-request',
  'shortcut',
  'home-opened',
])(
  'a delivery gets an answer even if one of its members is missing or has a wrong type (%s)',
  async (name) => {
    const paths = pathsIn((await arrange(name, createSlackWorld(api.url))).json);
    expect(paths.length).toBeGreaterThan(8);

    for (const path of paths) {
      for (const wrong of [undefined, null, 1, '', [], {}]) {
        api.reset();
        const world = createSlackWorld(api.url);
        const { json, send } = await arrange(name, world);

        const { statusCode, body } = await send(replaced(json, path, wrong));

        const where = path.join('.');
        const what = `${where}: ${JSON.stringify(wrong)}`;
        const hasNoUser = where === 'user' || (where === 'user.id' && !wrong);
        expect([200, 400, 404], what).toContain(statusCode);
        expect(body, what).not.toMatch(/TypeError|undefined|at \w+ \(/);
        if (hasNoUser) expect(world.workflow.completed, what).toEqual([]);
      }
    }
  },
);
