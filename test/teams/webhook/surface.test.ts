import { expect, onTestFinished, test } from 'vitest';
import { UncertainError } from '../../../src/approval/repeatable.ts';
import type { LogLine } from '../../../src/log.ts';
import { createTeamsWebhookSurface } from '../../../src/teams/webhook/surface.ts';
import { officialFaults } from '../../support/official-card.ts';
import { endedAs, request, waiting } from '../../support/requests.ts';
import { startTestServer } from '../../support/test-server.ts';

const BUTTONS = ['approve', 'reject'].map((action) => ({
  action,
  sealed: 'x',
  url: `https://example.com/${action}`,
}));

async function startWebhook(statuses: readonly number[] = [], body: 'message' | 'card' = 'message') {
  const bodies: string[] = [];
  const left = [...statuses];
  const { url } = await startTestServer(async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    bodies.push(text);
    const status = left.shift() ?? 202;
    res
      .writeHead(status, status === 302 ? { location: '/other' } : { 'retry-after': '1' })
      .end(status === 200 ? 'Thanks' : '');
  });
  onTestFinished(() => {
    const cards = bodies.map((text) => JSON.parse(text)).map((sent) => sent.attachments?.[0].content ?? sent);
    expect(cards.flatMap(officialFaults)).toEqual([]);
  });
  const lines: LogLine[] = [];
  const waits: number[] = [];
  const surface = createTeamsWebhookSurface({
    readUrl: async () => `${url}/invoke?sig=secret-signature`,
    body,
    log: (line) => void lines.push(line),
    wait: async (ms) => void waits.push(ms),
  });
  return { surface, bodies, lines, waits };
}

test('posts a message with a card whose buttons are links', async () => {
  const { surface, bodies } = await startWebhook();
  expect(await surface.show(waiting(), BUTTONS, undefined)).toEqual({ reference: { accepted: true } });
  const { type, attachments } = JSON.parse(bodies[0] ?? '');
  expect(type).toBe('message');
  expect(attachments).toMatchObject([
    { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: { version: '1.4' } },
  ]);
  expect(attachments[0].content.actions).toMatchObject([
    { type: 'Action.OpenUrl', url: 'https://example.com/approve', style: 'positive' },
    { type: 'Action.OpenUrl', url: 'https://example.com/reject', style: 'destructive' },
  ]);
});

test('a workflow may answer with a text of its own', async () => {
  const { surface } = await startWebhook([200]);
  expect(await surface.show(waiting(), BUTTONS, undefined)).toEqual({ reference: { accepted: true } });
});

test('posts the bare card, and the outcome as a second card with the same title and no links', async () => {
  const { surface, bodies } = await startWebhook([], 'card');
  await surface.show(waiting(), BUTTONS, undefined);
  await surface.show(endedAs({ status: 'cancelled' }), undefined, { accepted: true });
  const [first, second] = bodies.map((body) => JSON.parse(body));
  expect(first.type).toBe('AdaptiveCard');
  expect(second.body[0]).toEqual(first.body[0]);
  expect(second.actions).toBeUndefined();
});

test('leaves out details that do not fit 28 KB in UTF-8, and no link', async () => {
  const { surface, bodies } = await startWebhook();
  const details = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`第${n}`, '审'.repeat(500)]));
  await surface.show(waiting(request({ name: 'Ben', requester: 'ann', details })), BUTTONS, undefined);
  const [body = ''] = bodies;
  expect(Buffer.byteLength(body)).toBeLessThan(28 * 1024);
  expect(Buffer.byteLength(body)).toBeGreaterThan(20_000);
  for (const { url } of BUTTONS) expect(body).toContain(url);
});

test('says that no person can decide by its links if only certain people may', async () => {
  const { surface } = await startWebhook();
  expect(await surface.reach(request())).toMatchObject({ audiences: [{ requester: 'ann' }] });
  const reach = await surface.reach(request({ name: 'Ben', approvers: ['ben@example.com'] }));
  expect(reach).toMatchObject({ audiences: [], obstacle: expect.stringContaining('do not check who') });
  expect([...(reach.unreachable?.keys() ?? [])]).toEqual(['ben@example.com']);
});

test('repeats after 429, within bounds', async () => {
  const { surface, bodies, waits } = await startWebhook([429]);
  await surface.show(waiting(), BUTTONS, undefined);
  expect(bodies).toHaveLength(2);
  expect(waits).toEqual([1000]);
});

test.each([500, 302])('does not repeat a post that may have arrived (HTTP %d)', async (status) => {
  const { surface, bodies } = await startWebhook([status]);
  await expect(surface.show(waiting(), BUTTONS, undefined)).rejects.toBeInstanceOf(UncertainError);
  expect(bodies).toHaveLength(1);
});

test.each([401, 403, 404])('says what to do when the workflow is gone (HTTP %d)', async (status) => {
  const { surface, lines } = await startWebhook([status]);
  const error: unknown = await surface.show(waiting(), BUTTONS, undefined).catch((caught) => caught);
  expect(surface.explain?.(error, request())).toContain('Turn its workflow on');
  expect(String(error) + JSON.stringify(lines)).not.toContain('secret-signature');
});
