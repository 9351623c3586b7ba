import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RepeatableError, UncertainError } from '../../../src/approval/repeatable.ts';
import type { Notice } from '../../../src/approval/surface.ts';
import type { LogLine } from '../../../src/log.ts';
import { ConnectorError } from '../../../src/teams/connector-error.ts';
import type { WebhookBody } from '../../../src/teams/webhook/card.ts';
import { createTeamsWebhookSurface } from '../../../src/teams/webhook/surface.ts';
import { CUSTOM_ANSWERS } from '../../support/custom-answers.ts';
import { officialFaults } from '../../support/official-card.ts';
import { endedAs, request, TWO_ACTIONS, waiting } from '../../support/requests.ts';
import { closedPort, startTestServer } from '../../support/test-server.ts';
import { voteOf, withVotes } from '../../support/votes.ts';

const BUTTONS = TWO_ACTIONS.map(({ name: action, style, outcome }) => ({
  action,
  sealed: 'x',
  url: `https://example.com/${action}`,
  outcome,
  ...(style && { style }),
}));

async function startWebhook(
  statuses: readonly number[] = [],
  { body = 'message', retryAfter = 1 }: { body?: WebhookBody; retryAfter?: number } = {},
) {
  const bodies: string[] = [];
  const left = [...statuses];
  const { url } = await startTestServer(async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    bodies.push(text);
    const status = left.shift() ?? 202;
    res
      .writeHead(status, status === 302 ? { location: '/other' } : { 'retry-after': String(retryAfter) })
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

test('has the labels and the styles of custom answers, and tells which one ended it', async () => {
  const { surface, bodies } = await startWebhook();
  const asked = waiting(request(CUSTOM_ANSWERS));
  const buttons = CUSTOM_ANSWERS.actions.map(({ name: action, label, outcome }, index) => ({
    action,
    sealed: 'x',
    url: `https://example.com/${action}`,
    label,
    outcome: outcome as 'approve',
    ...(index === 0 && { style: 'primary' as const }),
  }));
  await surface.show(asked, buttons, undefined);
  const at = new Date('2026-11-24T12:01:00Z');
  const vote = { action: 'hold', outcome: 'other' as const, label: 'Hold *all*', who: {}, via: 'web', at };
  await surface.show(endedAs({ status: 'answered', vote }, asked), undefined, { accepted: true });

  const [first, second] = bodies.map((body) => JSON.parse(body).attachments[0].content);
  expect(first.actions).toEqual([
    {
      type: 'Action.OpenUrl',
      title: 'Approve for a time',
      url: 'https://example.com/approve_for',
      style: 'positive',
    },
    { type: 'Action.OpenUrl', title: 'Hold *all*', url: 'https://example.com/hold' },
    { type: 'Action.OpenUrl', title: 'Decline', url: 'https://example.com/decline' },
  ]);
  expect(JSON.stringify(second.body)).toContain('💬 Answered (Hold \\\\*all\\\\*)');
});

test('a workflow may answer with a text of its own', async () => {
  const { surface } = await startWebhook([200]);
  expect(await surface.show(waiting(), BUTTONS, undefined)).toEqual({ reference: { accepted: true } });
});

test('posts the bare card, and the outcome as a second card with the same title and no links', async () => {
  const { surface, bodies } = await startWebhook([], { body: 'card' });
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

test('has no links if each person has one vote, and shows the votes so far', async () => {
  const { surface, bodies } = await startWebhook();
  const input = { approvals: 2 };
  const approval = withVotes([voteOf('Ann')], input);
  const shown = { slack: { channel: 'C1' }, teams_webhook: { accepted: true } };

  const reach = await surface.reach(request({ name: 'Ben', ...input }));
  await surface.show(
    { ...approval, rounds: [...approval.rounds.slice(0, -1), { shown }] },
    undefined,
    undefined,
  );

  expect(reach).toMatchObject({ audiences: [], obstacle: expect.stringContaining('one answer') });
  const card = JSON.parse(bodies[0] ?? '').attachments[0].content;
  expect(card.actions).toBeUndefined();
  expect(card.body.map(({ text }: { text: string }) => text).slice(-2)).toEqual([
    expect.stringContaining('1 of 2 approvals: Ann, {{DATE('),
    'This needs more than one vote, and a link would not tell who uses it. Vote in Slack.',
  ]);
});

/** Why no card was posted, and whether it may be posted later. */
const FAILED: readonly (readonly [
  what: string,
  status: number,
  error: new (...given: never[]) => Error,
  says: RegExp | undefined,
])[] = [
  ['a body that its trigger does not take', 400, ConnectorError, /refused the request.*teamsWebhookBody/],
  ['a wrong signature in the URL', 401, ConnectorError, /Turn its workflow on/],
  ['a workflow for certain people only', 403, ConnectorError, /Turn its workflow on/],
  ['a deleted workflow', 404, ConnectorError, /Turn its workflow on/],
  ['a card that is too large', 413, ConnectorError, /too long for the webhook.*Shorten/],
  ['too many cards', 429, RepeatableError, undefined],
  ['another place', 302, UncertainError, undefined],
  ['an error of the service', 500, UncertainError, undefined],
  ['a gateway without an answer', 504, UncertainError, undefined],
];

describe.each(FAILED)('%s (HTTP %d)', (_, status, type, says) => {
  test('is posted once, and says what to do without the URL', async () => {
    const { surface, bodies, lines, waits } = await startWebhook([status], { retryAfter: 60 });
    const error: unknown = await surface.show(waiting(), BUTTONS, undefined).catch((caught) => caught);
    expect(error).toBeInstanceOf(type);
    expect(bodies).toHaveLength(1);
    expect(waits).toEqual([]);
    for (const locale of ['en', 'de', 'zh']) {
      const sentence = surface.explain?.(error, request({ name: 'Ben', locale })) ?? '';
      expect(sentence !== '').toBe(says !== undefined);
      if (locale === 'en') expect(sentence).toMatch(says ?? '');
      expect(sentence + inspect(error) + JSON.stringify(lines)).not.toContain('secret-signature');
    }
  });
});

test('after 429, waits as long as Retry-After says, within bounds', async () => {
  const { surface, bodies, waits } = await startWebhook([429, 429], { retryAfter: 2 });
  await surface.show(waiting(), BUTTONS, undefined);
  expect(bodies).toHaveLength(3);
  expect(waits).toEqual([2000, 2000]);
});

test('a connection that is refused sent nothing, so the card may be posted later', async () => {
  const { surface, error } = await failure(`http://127.0.0.1:${await closedPort()}/?sig=secret-signature`);
  expect(error).toBeInstanceOf(RepeatableError);
  expect(surface.explain?.(error, request())).toBeUndefined();
  expect(inspect(error, { depth: 9 })).not.toContain('secret-signature');
});

test('a workflow that does not answer in time may have posted the card, so it is not posted again', async () => {
  const limit = new AbortController();
  const calls: unknown[] = [];
  const { url } = await startTestServer((req) => {
    calls.push(req.url);
    limit.abort(new DOMException('The time is over.', 'TimeoutError'));
  });
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
  onTestFinished(() => void vi.restoreAllMocks());
  const { error } = await failure(`${url}/?sig=secret-signature`);
  expect(error).toBeInstanceOf(UncertainError);
  expect(calls).toHaveLength(1);
  expect(inspect(error, { depth: 9 })).not.toContain('secret-signature');
});

test('links that do not fit a card are refused before anything is sent', async () => {
  const { surface, bodies } = await startWebhook();
  const long = BUTTONS.map((button) => ({ ...button, url: `https://example.com/${'x'.repeat(15_000)}` }));
  const error: unknown = await surface.show(waiting(), long, undefined).catch((caught) => caught);
  expect(error).toMatchObject({ code: 'UrlTooLong' });
  expect(surface.explain?.(error, request())).toContain('too long for the webhook');
  expect(bodies).toEqual([]);
});

test('names approvers and mentions none: an unknown address would mention another person', async () => {
  const { surface, bodies } = await startWebhook();
  const asked = { ...request({ name: 'Ben', approvers: ['ben@example.com', 'ann@example.com'] }) };
  const approval = waiting(asked, { shown: { email: {} } });
  await surface.show(approval, undefined, undefined);
  const [{ content }] = JSON.parse(bodies[0] ?? '').attachments;
  expect(JSON.stringify(content.body)).toContain('ben@example.com, ann@example.com');
  expect(JSON.stringify(content.body)).toContain('by e-mail');
  expect(content).not.toHaveProperty('actions');
  expect(content.msteams).not.toHaveProperty('entities');
});

async function failure(url: string) {
  const surface = createTeamsWebhookSurface({
    readUrl: async () => url,
    body: 'message',
    log: () => {},
    wait: async () => {},
  });
  const error: unknown = await surface.show(waiting(), BUTTONS, undefined).catch((caught) => caught);
  return { surface, error };
}

describe('a notice', () => {
  const until = new Date('2026-12-01T12:00:00Z');
  const notify = async (input: object, notice: Partial<Notice>, statuses: readonly number[] = []) => {
    const { surface, bodies } = await startWebhook(statuses, { retryAfter: 60 });
    const asked = waiting(request({ name: 'Ben', ...input }), { until, shown: { slack: {} } });
    const buttons = 'approvers' in input ? [] : BUTTONS;
    const result = await surface.notify?.({ kind: 'reminder', id: '1', ...notice }, asked, buttons, {});
    const card = JSON.parse(bodies[0] ?? '').attachments[0].content;
    const texts = card.body.map(({ text }: { text: string }) => text);
    return { result, card, texts };
  };

  test('is another card, which is short and has the links again', async () => {
    const { result, card, texts } = await notify({ title: 'Deploy *shop*', details: { A: 'b' } }, {});

    expect(result).toEqual({ reference: { accepted: true } });
    expect(texts[0]).toBe('This request still waits for your answer: Deploy \\*shop\\*');
    expect(card.fallbackText).toBe('This request still waits for your answer: Deploy *shop*');
    expect(JSON.stringify(card.body)).not.toContain('FactSet');
    expect(card.actions.map(({ url }: { url: string }) => url)).toEqual(BUTTONS.map(({ url }) => url));
  });

  test('says when the request expires, if it is the last one', async () => {
    const { texts } = await notify({}, { kind: 'last' });

    expect(texts[0]).toContain('this request expires on {{DATE(2026-12-01T12:00:00Z,SHORT)}}');
  });

  test('of an escalation names all who may decide now, and where', async () => {
    const approvers = ['ann@example.com', 'ben@example.com'];
    const { card, texts } = await notify(
      { approvers },
      { kind: 'escalation', approvers: ['ben@example.com'] },
    );

    expect(texts[0]).toBe('This request still waits for your answer: Approval for Ben');
    expect(texts).toContainEqual('Approvers: ann@example.com, ben@example.com');
    expect(JSON.stringify(card.body)).toContain('in Slack');
    expect(card.actions).toBeUndefined();
  });

  test('may be sent again only if it is known that it was not sent', async () => {
    await expect(notify({}, {}, [429])).rejects.toBeInstanceOf(RepeatableError);
    await expect(notify({}, {}, [500])).rejects.toBeInstanceOf(UncertainError);
  });

  test('whose links do not fit is not sent', async () => {
    const { surface, bodies } = await startWebhook();
    const long = BUTTONS.map((button) => ({ ...button, url: `https://example.com/${'x'.repeat(15_000)}` }));

    const failed = surface.notify?.({ kind: 'reminder', id: '1' }, waiting(), long, {});

    await expect(failed).rejects.toMatchObject({ code: 'UrlTooLong' });
    expect(bodies).toEqual([]);
  });
});
