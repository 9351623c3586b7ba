import { describe, expect, it } from 'vitest';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import type { Notice } from '../../src/approval/surface.ts';
import { loadLanguage } from '../../src/wording/index.ts';
import { request, waiting } from '../support/requests.ts';
import { ANN, BEN, CHANNEL, CLEO, type TeamsCall } from '../support/teams-fake-connector.ts';
import { startTeamsSurface } from '../support/teams-surface.ts';

const BUTTONS = ['approve', 'reject'].map((action) => ({
  action,
  sealed: `sealed-${action}`,
  url: 'https://x',
}));
const UNTIL = new Date('2026-12-01T12:00:00Z');
const THREAD = `/v3/conversations/${CHANNEL};messageid=1764000000001/activities`;
const CLEOS_CHAT = `/v3/conversations/a:${CLEO.id}/activities`;
/** Longer than a call waits. */
const BUSY = { status: 429, retryAfter: 60 };
const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const asked = (input: object = {}) => waiting(request({ name: 'Ben', ...input }), { until: UNTIL });
const messages = (calls: readonly TeamsCall[]) => calls.filter(({ path }) => path.endsWith('/activities'));

/** A request that was shown, and what happens after that. */
async function startNotified(input: object) {
  const { fake, surface, lines } = await startTeamsSurface();
  const { reference } = await surface.show(asked(input), BUTTONS, undefined);
  fake.calls.length = 0;
  const notify = (notice: Partial<Notice>, now: object = input, ref: unknown = reference) =>
    surface.notify?.({ kind: 'reminder', id: '1', ...notice }, asked(now), BUTTONS, ref) ??
    Promise.reject(new TypeError('this surface has no notices'));
  return { fake, surface, lines, reference, notify };
}

describe('a reminder', () => {
  const INPUT = { approvers: [aad(ANN), 'ben@example.com', aad(BEN), aad(CLEO)], approvals: 2 };

  it('mentions its people once below the card, and is below the copies of the others', async () => {
    const { fake, notify, reference } = await startNotified(INPUT);

    const result = await notify({ approvers: [aad(ANN), 'ben@example.com', aad(BEN), aad(CLEO)] });

    expect(result).toEqual({ reference, notAsked: [] });
    expect(fake.called('PUT')).toEqual([]);
    const sent = messages(fake.called('POST'));
    expect(sent.map(({ path }) => path).sort()).toEqual([THREAD, CLEOS_CHAT].sort());
    const [reply] = sent.filter(({ path }) => path === THREAD);
    expect(reply?.body.text).toMatch(/^(<at>(Ann Lee|Ben Ito)<\/at> ){2}This request still waits/);
    expect(reply?.body.entities).toHaveLength(2);
    const [below] = sent.filter(({ path }) => path === CLEOS_CHAT);
    expect(below?.body.text).toBe('This request still waits for your answer: Approval for Ben');
    expect(below?.body).not.toHaveProperty('attachments');
  });

  it('reaches only the people who have not answered', async () => {
    const { fake, notify } = await startNotified(INPUT);

    await notify({ approvers: [aad(ANN)] });

    expect(messages(fake.called('POST')).map(({ path, body }) => [path, body.text])).toEqual([
      [THREAD, '<at>Ann Lee</at> This request still waits for your answer: Approval for Ben'],
    ]);
  });

  it('mentions no person if each member of the channel may decide', async () => {
    const { fake, notify } = await startNotified({});

    await notify({});

    const [reply] = messages(fake.called('POST'));
    expect(reply?.body.text).toBe('This request still waits for your answer: Approval for Ben');
    expect(reply?.body).not.toHaveProperty('entities');
  });

  it('is also below each copy, if each reader may decide, except for people who have voted', async () => {
    const { fake, notify } = await startNotified(INPUT);

    await notify({}, {});
    await notify({ except: [aad(CLEO), 'cleo@example.com'] }, {});

    const paths = messages(fake.called('POST')).map(({ path }) => path);
    expect(paths.sort()).toEqual([THREAD, THREAD, CLEOS_CHAT].sort());
  });

  it('is not sent in Teams if its people are only known elsewhere', async () => {
    const { fake, notify } = await startNotified({ approvers: ['zoe@else.example', aad(ANN)] });

    expect(await notify({ approvers: ['zoe@else.example'] })).toBeUndefined();

    expect(fake.called('POST')).toEqual([]);
  });

  it('sends nothing if the request is not shown in Teams', async () => {
    const { fake, notify } = await startNotified(INPUT);

    expect(await notify({}, INPUT, null)).toBeUndefined();
    expect(fake.calls).toEqual([]);
  });

  it.each([
    ['en', 'Last reminder: this request expires on 1 December 2026 at 12:00 UTC.'],
    ['de', 'Letzte Erinnerung: Diese Anfrage läuft am 1. Dezember 2026 um 12:00 UTC ab.'],
    ['zh', '最后一次提醒：此申请将于'],
  ])('that is the last one says when the request expires, in %s', async (locale, text) => {
    await loadLanguage(locale);
    const { fake, notify } = await startNotified({ locale, title: 'A <b> & B' });

    await notify({ kind: 'last' });

    const [reply] = messages(fake.called('POST'));
    expect(reply?.body.text).toContain(text);
    expect(reply?.body.text).toContain('A &lt;b&gt; &amp; B');
  });
});

describe('an escalation', () => {
  const BEFORE = { approvers: [aad(ANN)] };
  const NOW = { approvers: [aad(ANN), aad(BEN), aad(CLEO)] };
  const notice = { kind: 'escalation', approvers: [aad(BEN), aad(CLEO)] } as const;

  it('names the people in the card, mentions them, and gives the card to those who are not there', async () => {
    const { fake, notify, reference } = await startNotified(BEFORE);

    const result = await notify(notice, NOW);

    const [update, ...others] = fake.called('PUT');
    expect(others).toEqual([]);
    expect(JSON.stringify(update?.body)).toContain(
      `Approvers: <at>Ann Lee</at>, <at>Ben Ito</at>, ${aad(CLEO)}`,
    );
    const [reply, copy] = messages(fake.called('POST'));
    expect(reply?.path).toBe(THREAD);
    expect(reply?.body.text).toBe(
      '<at>Ben Ito</at> This request still waits, so you may decide, too: Approval for Ben',
    );
    expect(copy?.path).toBe(CLEOS_CHAT);
    expect(JSON.stringify(copy?.body)).toContain('sealed-approve');
    expect(result).toMatchObject({
      reference: { ...(reference as object), direct: [{ person: CLEO.aadObjectId }] },
      notAsked: [],
    });
  });

  it('keeps the copies and the turn, and tells a person who has a copy below it', async () => {
    const { fake, surface, notify } = await startNotified({ approvers: [aad(CLEO)] });
    const { reference } = await surface.show(asked({ approvers: [aad(CLEO)] }), BUTTONS, undefined);
    const before = { ...(reference as object), turn: 2 };
    fake.calls.length = 0;

    const result = await notify(
      { kind: 'escalation', approvers: [aad(CLEO)] },
      { approvers: [aad(CLEO)] },
      before,
    );

    expect(result?.reference).toEqual(before);
    expect(fake.called('PUT')).toHaveLength(2);
    expect(messages(fake.called('POST')).map(({ path, body }) => [path, body.text])).toEqual([
      [CLEOS_CHAT, 'This request still waits, so you may decide, too: Approval for Ben'],
    ]);
  });

  it('tells which person has no app, so that no copy was sent', async () => {
    const { fake, notify } = await startNotified(BEFORE);
    fake.installedFor = [];

    expect(await notify(notice, NOW)).toMatchObject({
      notAsked: [{ approver: aad(CLEO), reason: expect.any(String) }],
    });
  });

  it('is told also if the card cannot be brought up to date for good', async () => {
    const { fake, notify, lines } = await startNotified(BEFORE);
    fake.fail('PUT activities', { status: 413 });

    await notify(notice, NOW);

    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'update_failed' }));
    expect(messages(fake.called('POST'))).toHaveLength(2);
  });

  it('may be sent again if not even the card could be brought up to date', async () => {
    const { fake, notify } = await startNotified(BEFORE);
    fake.fail('PUT activities', BUSY);

    await expect(notify(notice, NOW)).rejects.toBeInstanceOf(RepeatableError);

    expect(fake.called('POST')).toEqual([]);
  });
});

describe('a notice that fails', () => {
  const INPUT = { approvers: [aad(ANN), aad(CLEO)] };
  const approvers = INPUT.approvers;

  it('may be sent again if it is known that nothing was sent', async () => {
    const { fake, notify, lines } = await startNotified(INPUT);
    fake.fail('POST activities', BUSY, BUSY);

    await expect(notify({ approvers })).rejects.toBeInstanceOf(RepeatableError);
    // The timer says so if it gives up.
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is not sent again if it may have been sent', async () => {
    const { fake, notify } = await startNotified(INPUT);
    fake.fail('POST activities', BUSY, { status: 500 });

    await expect(notify({ approvers })).rejects.toBeInstanceOf(UncertainError);
  });

  it('reports each failure once, if it fails for good', async () => {
    const { fake, notify, lines } = await startNotified(INPUT);
    fake.fail('POST activities', { status: 403 }, { status: 404 });

    await expect(notify({ approvers })).rejects.toMatchObject({ status: 403 });
    // The timer reports the one that is thrown.
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'reply_failed', surface: 'teams', error: { status: 404 } },
    ]);
  });

  it('may be sent again if it failed for good for one person only', async () => {
    const { fake, notify, lines } = await startNotified(INPUT);
    fake.fail('POST activities', { status: 403 }, BUSY);

    await expect(notify({ approvers })).rejects.toBeInstanceOf(RepeatableError);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is not sent again if one person got it', async () => {
    const { fake, notify, reference, lines } = await startNotified(INPUT);
    fake.fail('POST activities', BUSY);

    expect(await notify({ approvers })).toEqual({ reference, notAsked: [] });

    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'reply_failed' }));
  });

  it('is no error if it may be sent again to a person who would get the card', async () => {
    const { fake, notify, lines } = await startNotified({ approvers: [aad(ANN)] });
    fake.fail('POST activities', BUSY);

    const sending = notify(
      { kind: 'escalation', approvers: [aad(CLEO)] },
      { approvers: [aad(ANN), aad(CLEO)] },
    );
    await expect(sending).rejects.toBeInstanceOf(RepeatableError);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('may be sent again if Teams did not tell who is in the channel', async () => {
    const { fake, surface, notify } = await startNotified({});
    const { reference } = await surface.show(asked(), BUTTONS, undefined);
    fake.fail('GET members', { status: 500 }, { status: 500 });

    await expect(
      notify({ approvers: [aad(ANN)] }, { approvers: [aad(ANN)] }, reference),
    ).rejects.toBeInstanceOf(RepeatableError);
  });
});
