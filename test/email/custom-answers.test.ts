import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { Button } from '../../src/approval/surface.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { confirmationMail } from '../../src/email/confirmation-mail.ts';
import { outcomeHtml } from '../../src/email/outcome-html.ts';
import { requestHtml } from '../../src/email/request-html.ts';
import { requestMail } from '../../src/email/request-mail.ts';
import { MAX_LINE, sizeOf } from '../../src/email/wrap.ts';
import { CUSTOM_ANSWERS, ownButtons } from '../support/custom-answers-by-mail.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { request, waiting } from '../support/requests.ts';

const OURS = 'https://example.com/respond?data=3-AAAA';

const mailOf = (input: object = CUSTOM_ANSWERS, buttons = ownButtons(OURS, input), oneClick = false) =>
  requestMail(waiting(request({ name: 'Ben', requester: 'ann', ...input })), buttons, { oneClick }).body;

const labelled = (label: string) => ({
  actions: [
    { name: 'first', label, outcome: 'approve' },
    { name: 'second', label: 'Hold', outcome: 'other' },
  ],
});

describe('the links of own answers', () => {
  test('have their labels, quoted', () => {
    expect(mailOf()).toContain(
      [
        `“Approve for 1 hour”:\n${OURS}&action=grant_1h`,
        `“Ask security first”:\n${OURS}&action=ask`,
        `“Not now”:\n${OURS}&action=deny`,
      ].join('\n\n'),
    );
  });

  test.each([
    'https://evil.example/x',
    'www.evil.example',
    'evil.example',
    'Approve: here',
    'Ｅｖｉｌ。example',
  ])('have the name of the answer in place of the label %j, which might look like a link', (label) => {
    const body = mailOf(labelled(label));
    expect(body).toContain(`“first”:\n${OURS}&action=first\n`);
    expect(body).not.toContain(label);
  });

  test('are the only links above the words of the requester, whatever the labels are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (typed) => {
        const label = `x${typed}`;
        const body = mailOf(labelled(label));
        const lines = body.split('\n').filter((line) => !line.startsWith('|'));
        expect(lines.filter((line) => /:\/\/|www\./i.test(line))).toEqual([
          `${OURS}&action=first`,
          `${OURS}&action=second`,
        ]);
        for (const line of body.split('\n')) expect(sizeOf(line)).toBeLessThanOrEqual(MAX_LINE);
      }),
      { numRuns: 300 },
    );
  });

  test('look like their styles in HTML, and not like their names', () => {
    const page = requestHtml(
      waiting(request({ name: 'Ben', ...CUSTOM_ANSWERS })),
      [
        ...ownButtons(OURS),
        { action: 'reject', sealed: '', url: 'https://example.com/x', label: '<b>', outcome: 'approve' },
      ],
      { oneClick: false },
    );
    const cells = [...page.matchAll(/bgcolor="([^"]+)" style="[^"]+border-radius:6px">\n<a [^>]*>([^<]*)</g)];
    expect(cells.map(([, color, label]) => [label, color])).toEqual([
      ['Approve for 1 hour', '#14713c'],
      ['Ask security first', '#5b6570'],
      ['Not now', '#b3261e'],
      ['&lt;b&gt;', '#5b6570'],
    ]);
  });
});

describe('a mail whose links ask for details first', () => {
  const asks = 'The page asks for details before these answers:';

  test('says so', () => {
    expect(mailOf().replaceAll('\n', ' ')).toContain(
      `${asks} “Approve for 1 hour” and “Ask security first”.`,
    );
    expect(mailOf({}, ownButtons(OURS, {}))).not.toContain(asks);
  });

  test('does not say that they decide when they are opened', () => {
    const decides = 'Opening a link decides at once.';
    const only = { inputs: CUSTOM_ANSWERS.inputs, actions: CUSTOM_ANSWERS.actions.slice(0, 2) };
    expect(mailOf(only, ownButtons(OURS, only), true)).not.toContain(decides);
    // One of three does.
    const body = mailOf(CUSTOM_ANSWERS, ownButtons(OURS), true);
    expect(body).toContain(decides);
    expect(body).toContain(asks);
  });
});

test('the links of a request with ten inputs are as short as others: they refer to the history', async () => {
  const inputs = Array.from({ length: 10 }, (_, index) => ({
    name: `input_${index}`,
    label: 'x'.repeat(75),
    type: 'choice',
    options: Array.from({ length: 50 }, (_, option) => `${option} ${'y'.repeat(60)}`),
  }));
  const sealer = createSealer({ keys: createFakeKeyService() });
  const approval = waiting(request({ name: 'Ben', ...CUSTOM_ANSWERS, inputs, actions: undefined }));
  const [round] = approval.rounds;
  const task = { event: 2, tokenHash: '0'.repeat(32) };
  const asked = { ...approval, rounds: [{ shown: {}, ...round, task }] };
  const buttons = await sealButtons(
    asked,
    { token: 'AAAA' },
    { name: 'email', confirm: true, asLinks: true },
    [{ title: 'Ben' }],
    () => Promise.reject(new TypeError('no token is sealed into a link')),
    async (links) =>
      Promise.all(
        links.map(async (link) => {
          const sealed = await sealer.sealLink(link);
          return { action: link.action.name, sealed, url: `https://example.com/respond?data=${sealed}` };
        }),
      ),
  );
  expect(buttons.map(({ asks }: Button) => asks)).toEqual([true, undefined]);
  for (const { url } of buttons) expect(url.length).toBeLessThan(700);
});

test('the mail about the end marks each line of what was given', () => {
  const text = fc.string({ unit: 'binary', maxLength: 500 });
  fc.assert(
    fc.property(text, text, (why, label) => {
      const vote = {
        action: 'ask',
        outcome: 'other',
        label,
        who: {},
        via: 'email',
        at: new Date(0),
        inputs: { why },
      } as const;
      const approval = waiting(request({ name: 'Ben', ...CUSTOM_ANSWERS }));
      const { body } = confirmationMail(approval, { status: 'answered', vote });
      const lines = body.split('\n');
      expect(lines.slice(0, 4)).toEqual(['Hello,', '', 'Your task is complete.', '']);
      for (const line of lines.slice(4)) {
        expect(line).toMatch(/^\|/);
        expect(sizeOf(line)).toBeLessThanOrEqual(MAX_LINE);
      }
    }),
    { numRuns: 200 },
  );
});

test('the mail about the end has the answer and what was given, as text', () => {
  const vote = {
    action: 'ask',
    outcome: 'other',
    label: 'Ask <security> first',
    who: { name: 'Ann' },
    via: 'email',
    at: new Date(0),
    inputs: { why: '<a href="https://evil.example">', notify: false },
  } as const;
  const page = outcomeHtml(waiting(request({ name: 'Ben', ...CUSTOM_ANSWERS })), {
    status: 'answered',
    vote,
  });
  expect(page).toContain('Answered (Ask &lt;security&gt; first) by Ann by e-mail');
  expect(page).toContain('&lt;a href=&quot;https://evil.example&quot;&gt;');
  expect(page).toMatch(/Tell the team<\/span><br>\n<span[^>]*>No</);
});
