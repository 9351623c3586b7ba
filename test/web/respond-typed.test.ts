import { describe, expect, it } from 'vitest';
import type { Payload } from '../../src/callback/payload.ts';
import { ownLink } from '../support/web-inputs.ts';
import { addressOf } from '../support/web-rounds.ts';
import { APPROVAL, createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const TYPED = { ...APPROVAL, typed: 'Release 1.2 “Größe”' };
const post = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: { ...HTML, ...FORM },
  body: new URLSearchParams(fields).toString(),
});

describe('a request with a text that must be typed', () => {
  it('shows the text and a field for it', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls(TYPED);

    const page = await world.send(approve, { headers: HTML });
    const json = await world.send(approve);

    expect(page.body).toContain('To confirm, type “Release 1.2 “Größe””');
    expect(page.body).toMatch(/<input name="typed" required autocomplete="off"[^>]*>/);
    expect(JSON.parse(json.body)).toMatchObject({ confirm: { typed: 'Release 1.2 “Größe”' } });
  });

  it.each(['Release 1.2 “Größe”', ' release  1.2“GRÖSSE” ', 'RELEASE\u00a01.2 “gro\u0308ße”\u200b'])(
    'is decided with %j',
    async (typed) => {
      const world = createRespondWorld();
      const { approve = '' } = await world.urls(TYPED);

      const { statusCode, body } = await world.send(approve, post({ typed }));

      expect(statusCode).toBe(200);
      expect(body).toContain('<h1>Approved</h1>');
    },
  );

  it.each([{}, { typed: '' }, { typed: 'Release 1.3 “Größe”' }, { typed: 'Release' }])(
    'is not decided with the form %j, and keeps the comment',
    async (fields) => {
      const world = createRespondWorld();
      const { approve = '' } = await world.urls(TYPED);

      const { statusCode, body } = await world.send(approve, post({ comment: 'good <b>', ...fields }));

      expect(statusCode).toBe(400);
      expect(body).toContain('Nothing is decided yet: the text was not typed as it is shown.');
      expect(body).toContain('>good &lt;b&gt;</textarea>');
      expect(world.workflow.completed).toEqual([]);
      expect(world.lines.at(-1)).toMatchObject({ outcome: 'ConfirmationRequired' });
    },
  );

  it.each([
    { name: 'grant', outcome: 'approve' },
    { name: 'ask', outcome: 'other' },
    { name: 'deny', outcome: 'reject' },
  ])('needs it for an answer with the outcome $outcome', async ({ name }) => {
    const { context: { inputs: _, ...context } = {}, ...rest } = ownLink(name);
    const payload = { ...rest, context: { ...context, typed: TYPED.typed } } as Payload;
    const world = createRespondWorld({ openLink: async () => payload });

    expect((await world.send(addressOf(payload), post({}))).statusCode).toBe(400);
    expect(world.workflow.completed).toEqual([]);
    expect((await world.send(addressOf(payload), post({ typed: TYPED.typed }))).statusCode).toBe(200);
  });

  it('is never decided by GET, also if its links decide when they are opened', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...TYPED, confirm: false });

    expect((await world.send(approve, { headers: HTML })).body).toContain('name="typed"');
    expect(world.workflow.completed).toEqual([]);
  });

  it('says how it was decided, also to a person who typed nothing', async () => {
    const world = createRespondWorld();
    const { approve = '', reject = '' } = await world.urls(TYPED);
    await world.send(approve, post({ typed: TYPED.typed }));

    const { body } = await world.send(reject, post({}));

    expect(body).toContain('<h1>Already decided</h1>');
  });
});
