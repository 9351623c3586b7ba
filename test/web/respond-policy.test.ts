import { describe, expect, it } from 'vitest';
import { decided } from '../support/decided.ts';
import { pageLines } from '../support/page-lines.ts';
import { APPROVAL, createRespondWorld, FORM, HTML, NOW, type RespondWorld } from '../support/web-world.ts';

const NOT_APPROVER = 'You are not an approver of this request. Ask an approver to decide it.';
const OWN_REQUEST = 'You made this request. Another person must decide it.';
const MAYBE_OWN_REQUEST =
  'The requester cannot decide this, and we cannot tell whether you are the requester. Ask another approver to decide it.';
const UNKNOWN = /^Only certain people can decide this, and this link does not show who uses it\./;

/** Sealed policies that do not allow the user of the link to decide. */
const REFUSED: readonly [title: string, sealed: object, message: string | RegExp][] = [
  [
    'of a person who is not an approver',
    { approvers: ['ann@example.com'], recipient: 'bob@example.com' },
    NOT_APPROVER,
  ],
  [
    'of a request that only people in Slack may decide',
    { approvers: ['U012ABCDE'], recipient: 'bob@example.com' },
    NOT_APPROVER,
  ],
  [
    'of the requester',
    { self_approval: false, requester_email: 'Ann@Example.com', recipient: 'ann@example.com' },
    OWN_REQUEST,
  ],
  [
    'of a person who can be the requester',
    { self_approval: false, requester_id: 'U012ABCDE', recipient: 'ann@example.com' },
    MAYBE_OWN_REQUEST,
  ],
  ['without a recipient, for approvers only', { approvers: ['ann@example.com'] }, UNKNOWN],
  ['without a recipient, for all people except the requester', { self_approval: false }, UNKNOWN],
];

const ANN = { approvers: ['Ann@Example.com'], recipient: 'ann@example.com' };

async function linkWith(world: RespondWorld, sealed: object): Promise<string> {
  return (await world.urls({ ...APPROVAL, ...sealed })).approve ?? '';
}

describe.each(REFUSED)('a link %s', (_, sealed, message) => {
  it.each(['GET', 'HEAD', 'POST'])('is refused, and nothing is sent (%s)', async (method) => {
    const world = createRespondWorld();

    const { statusCode, body } = await world.send(await linkWith(world, sealed), { method });

    expect(statusCode).toBe(400);
    if (method !== 'HEAD') {
      const asText = typeof message === 'string' ? message : expect.stringMatching(message);
      expect(JSON.parse(body)).toMatchObject({ error: 'NotAllowed', message: asText });
    }
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines).toMatchObject([{ event: 'respond', status: 400, outcome: 'NotAllowed' }]);
  });

  it.each(['GET', 'POST'])('shows the refusal on a page without a button (%s)', async (method) => {
    const world = createRespondWorld();
    const link = await linkWith(world, sealed);

    const page = await world.send(link, { method, headers: { ...FORM, ...HTML } });

    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('<h1>You cannot decide this</h1>');
    expect(page.body).not.toContain('<form');
    const [heading, reason] = pageLines(page.body);
    expect(heading).toBe('You cannot decide this');
    expect(reason).toMatch(message);
  });

  it('decides nothing when a GET would decide at once', async () => {
    const world = createRespondWorld();

    const { statusCode } = await world.send(await linkWith(world, { ...sealed, confirm: false }));

    expect(statusCode).toBe(400);
    expect(world.workflow.completed).toEqual([]);
  });
});

describe('the link of an approver', () => {
  it('shows the page with its button', async () => {
    const world = createRespondWorld();

    const { statusCode, body } = await world.send(await linkWith(world, ANN), { headers: HTML });

    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Approval for Ben</h1>');
    expect(body).toContain('>Approve</button>');
    expect(world.workflow.completed).toEqual([]);
  });

  it('decides in the name of the approver', async () => {
    const world = createRespondWorld();

    const { statusCode } = await world.send(await linkWith(world, ANN), { method: 'POST', headers: FORM });

    expect(statusCode).toBe(200);
    expect(world.workflow.completed).toMatchObject([
      { outcome: { output: { decision: { action: 'approve', by: 'ann@example.com', via: 'email' } } } },
    ]);
  });

  it('rejects in the name of the approver, with the reason', async () => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls({ ...APPROVAL, ...ANN });

    await world.send(reject, { method: 'POST', headers: FORM, body: 'comment=too+early' });

    const [{ outcome } = {}] = world.workflow.completed;
    expect(JSON.parse((outcome?.type === 'failure' && outcome.cause) || '')).toEqual({
      errorMessage: 'Ben rejected it (by ann@example.com by e-mail): too early',
      errorType: 'rejected',
      ...decided({
        action: 'reject',
        by: 'ann@example.com',
        via: 'email',
        at: new Date(NOW).toISOString(),
        comment: 'too early',
      }),
    });
  });

  it('uses the sealed policy and ignores the query', async () => {
    const world = createRespondWorld();
    const link = await linkWith(world, { ...ANN, recipient: 'bob@example.com' });

    const { statusCode } = await world.send(`${link}&recipient=ann@example.com&approvers=bob@example.com`, {
      method: 'POST',
    });

    expect(statusCode).toBe(400);
    expect(world.workflow.completed).toEqual([]);
  });
});

it('the decision and the page name the recipient, also when every person may decide', async () => {
  const world = createRespondWorld();
  const link = await linkWith(world, { recipient: 'ann@example.com' });

  const { body } = await world.send(link, { headers: HTML });
  expect(body).toMatch(/You decide as<\/dt>\s*<dd>ann@example\.com/);

  await world.send(link, { method: 'POST' });

  expect(world.workflow.completed).toMatchObject([
    { outcome: { output: { decision: { by: 'ann@example.com' } } } },
  ]);
});

it('a person who may not decide sees the decision too', async () => {
  const world = createRespondWorld();
  await world.send(await linkWith(world, ANN), { method: 'POST' });

  const late = await world.send(await linkWith(world, { approvers: ['ann@example.com'] }), { headers: HTML });

  expect(late.statusCode).toBe(200);
  expect(late.body).toContain('<h1>Already decided</h1>');
  expect(late.body).toContain('Approved by ann@example.com by e-mail, 24 November 2026 at 12:30 UTC');
});

describe.each(REFUSED)('a link %s, after the request ended,', (_, sealed, message) => {
  const WHO_AND_WHEN = 'Approved by ann@example.com by e-mail, 24 November 2026 at 12:30 UTC';

  async function endedWorld() {
    const world = createRespondWorld();
    await world.send(await linkWith(world, ANN), { method: 'POST' });
    world.clock.now += 3_600_000;
    return world;
  }

  it('shows the decision on GET', async () => {
    const world = await endedWorld();
    const link = await linkWith(world, sealed);

    const page = await world.send(link, { headers: HTML });
    const { statusCode, body } = await world.send(link);

    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Already decided</h1>');
    expect(page.body).toContain(WHO_AND_WHEN);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).not.toHaveProperty('error');
    expect(JSON.parse(body).resolution).toMatchObject({ decision: { by: 'ann@example.com' } });
    expect(world.lines.slice(1)).toMatchObject([
      { status: 200, outcome: 'already_decided' },
      { status: 200, outcome: 'already_decided' },
    ]);
  });

  it.each([
    { method: 'POST', confirm: true },
    { method: 'GET', confirm: false },
  ])(
    'shows the decision when it would decide, and decides nothing ($method)',
    async ({ method, confirm }) => {
      const world = await endedWorld();
      const link = await linkWith(world, { ...sealed, confirm });

      const page = await world.send(link, { method, headers: { ...FORM, ...HTML } });
      const { statusCode, body } = await world.send(link, { method, headers: FORM });

      expect(page.statusCode).toBe(400);
      expect(page.body).toContain('<h1>Already decided</h1>');
      expect(page.body).toContain(WHO_AND_WHEN);
      expect(statusCode).toBe(400);
      expect(JSON.parse(body)).toMatchObject({
        error: 'NotAllowed',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        resolution: {
          status: 'approved',
          at: '2026-11-24T12:30:00.000Z',
          decision: { action: 'approve', by: 'ann@example.com', via: 'email' },
        },
      });
      expect(world.workflow.completed).toHaveLength(1);
      expect(world.lines.slice(1)).toMatchObject([
        { status: 400, outcome: 'NotAllowed' },
        { status: 400, outcome: 'NotAllowed' },
      ]);
    },
  );

  it.each(['GET', 'POST'])('is refused as before when the history cannot be read (%s)', async (method) => {
    const world = await endedWorld();
    world.workflow.failHistory = new Error('AccessDeniedException');

    const { statusCode, body } = await world.send(await linkWith(world, sealed), { method, headers: HTML });

    expect(statusCode).toBe(400);
    expect(body).toContain('<h1>You cannot decide this</h1>');
    expect(world.lines.at(-1)).toMatchObject({ outcome: 'NotAllowed' });
  });
});

it('a person who may not decide sees the cancellation too', async () => {
  const world = createRespondWorld();
  world.workflow.stop('Cancelled by ann in Slack');
  const link = await linkWith(world, { approvers: ['ann@example.com'] });

  const { statusCode, body } = await world.send(link, { method: 'POST', headers: HTML });

  expect(statusCode).toBe(400);
  expect(body).toContain('Cancelled by ann in Slack.');
});

it('the refusal is in the language of the request', async () => {
  const world = createRespondWorld();

  const { body } = await world.send(await linkWith(world, { approvers: ['U012ABCDE'], locale: 'de' }), {
    headers: HTML,
  });

  expect(body).toContain('<h1>Das können Sie nicht entscheiden</h1>');
  expect(body).toContain('Bitte die Schaltflächen der Nachricht benutzen.');
});
