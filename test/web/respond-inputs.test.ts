import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { ACTIONS, GOOD, INPUTS, ownLink, REQUEST_WITH_INPUTS as REQUEST } from '../support/web-inputs.ts';
import { ANN, addressOf, BEN, endedAfter, roundsAfter } from '../support/web-rounds.ts';
import { createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const WAITING = roundsAfter([], REQUEST);

async function sent(
  name: string,
  {
    fields,
    accept = HTML.accept,
    history = WAITING,
    payload = ownLink(name),
  }: {
    fields?: Record<string, string>;
    accept?: string;
    history?: readonly HistoryEvent[] | Error;
    payload?: Payload;
  } = {},
) {
  const world = createRespondWorld({
    openLink: async () => payload,
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
  });
  const response = await world.send(addressOf(payload), {
    method: fields ? 'POST' : 'GET',
    headers: { accept, ...FORM },
    body: fields ? new URLSearchParams(fields).toString() : '',
  });
  return { ...response, completed: world.workflow.completed };
}

const json = async (...parameters: Parameters<typeof sent>) => {
  const [name, options] = parameters;
  return JSON.parse((await sent(name, { ...options, accept: 'application/json' })).body);
};

describe('the page of an answer that asks for inputs', () => {
  it('has a field for each of them, with its default, and decides nothing', async () => {
    const { body, statusCode, completed } = await sent('grant');
    expect(statusCode).toBe(200);
    expect(completed).toEqual([]);
    expect(body).toContain('<button>Grant access</button>');
    expect(body).toContain(
      '<label>Why &lt;now&gt;?<input type="text" maxlength="500" name="input.reason" value="" required></label>',
    );
    expect(body).toContain(
      '<label>Hours (optional)<input type="number" step="any" name="input.hours" value="1.5"></label>',
    );
    expect(body).toContain(
      '<label>Window<select name="input.window" required><option value="">Choose</option><option>day</option><option>night &amp; weekend</option></select></label>',
    );
    expect(body).toContain(
      '<label>Until (optional)<input type="date" name="input.until" value="2026-12-01"></label>',
    );
    expect(body).toContain('<fieldset role="radiogroup"><legend>Tell the team</legend>');
    expect(body).toContain('<input type="radio" name="input.notify" value="true" required>Yes</label>');
    expect(body).not.toContain('No answer');
  });

  it('lets a person take back the answer to a question that may stay open', async () => {
    const inputs = [{ name: 'notify', label: 'Tell the team', type: 'yesno', default: true }];
    const history = roundsAfter([], { ...REQUEST, inputs, actions: [ACTIONS[0]] });
    const { body } = await sent('grant', { history });
    expect(body).toContain('<legend>Tell the team (optional)</legend>');
    expect(body).toContain('<input type="radio" name="input.notify" value="true" checked>Yes</label>');
    expect(body).toContain('<input type="radio" name="input.notify" value="">No answer</label>');
  });

  it('has only the fields of its action, and a rejection has none', async () => {
    const { body } = await sent('ask');
    expect(body).toContain('input.reason');
    expect(body).not.toContain('input.hours');
    expect((await sent('deny')).body).not.toContain('input.');
  });

  it('tells programs what it asks for', async () => {
    const { confirm, action } = await json('ask');
    expect(action).toEqual({ name: 'ask', type: 'success', label: 'Ask security', outcome: 'other' });
    expect(confirm.inputs).toEqual([{ name: 'reason', label: 'Why <now>?', type: 'text', required: true }]);
  });

  it('decides nothing by GET, also if the link was made without a page', async () => {
    const payload = ownLink('grant');
    const { completed, body } = await sent('grant', {
      payload: { ...payload, action: { ...payload.action, confirm: false } },
    });
    expect(completed).toEqual([]);
    expect(body).toContain('<form');
  });

  it('cannot be shown while the history cannot be read', async () => {
    const { statusCode, body, headers } = await sent('grant', { history: new Error('no history') });
    expect(statusCode).toBe(503);
    expect(headers?.['retry-after']).toBe('2');
    expect(body).not.toContain('input.reason');
  });
});

describe('the form', () => {
  it('decides with the checked values', async () => {
    const { statusCode, body, completed } = await sent('grant', { fields: GOOD });
    expect(statusCode).toBe(200);
    expect(completed).toHaveLength(1);
    expect(completed[0]?.outcome).toMatchObject({
      type: 'success',
      output: {
        name_in_output: 'Ben',
        decision: {
          action: 'grant',
          label: 'Grant access',
          outcome: 'approve',
          inputs: { reason: 'fix', hours: 2, window: 'night & weekend', notify: false },
        },
      },
    });
    expect(body).toContain('<h1>Approved</h1>');
    expect(body).toContain('<dt>Tell the team</dt><dd>No</dd>');
    expect(body).toContain('<p>Approved (Grant access) by ann@example.com by e-mail, ');
  });

  it('answers programs with the values', async () => {
    expect(await json('grant', { fields: GOOD })).toMatchObject({
      action: { name: 'grant', label: 'Grant access', outcome: 'approve' },
      inputs: { reason: 'fix', hours: 2, window: 'night & weekend', notify: false },
    });
  });

  it('of an answer that is neither an approval nor a rejection says that it was answered', async () => {
    const { body } = await sent('ask', { fields: { 'input.reason': 'who is Ben?' } });
    expect(body).toContain('<main class="good">');
    expect(body).toContain('<h1>Answered</h1>');
  });

  it.each(['１．５', '+2', '2.', '−3'])(
    'is shown again with the number %s, which a browser shows in no field for numbers',
    async (typed) => {
      const fields = { ...GOOD, 'input.reason': '', 'input.hours': typed };
      const { body } = await sent('grant', { fields });
      expect(body).toContain(`<input type="text" inputmode="decimal" name="input.hours" value="${typed}">`);
      expect(body).not.toContain('This is not a number');
    },
  );

  it.each(['1e-7', '1E5', '-.5'])(
    'is shown again with the number %s in a field for numbers',
    async (typed) => {
      const { body } = await sent('grant', { fields: { ...GOOD, 'input.reason': '', 'input.hours': typed } });
      expect(body).toContain(`<input type="number" step="any" name="input.hours" value="${typed}">`);
    },
  );

  it('is shown again with what was typed, and a sentence at each wrong value', async () => {
    const { statusCode, body, completed } = await sent('grant', {
      fields: { ...GOOD, 'input.reason': '', 'input.hours': '1,5', 'input.window': 'noon"', comment: 'hi' },
    });
    expect(statusCode).toBe(400);
    expect(completed).toEqual([]);
    expect(body).toContain('<p role="alert">Nothing is decided yet:');
    expect(body).toContain(
      // A browser would not show this value in a field for numbers.
      '<input type="text" inputmode="decimal" name="input.hours" value="1,5" aria-invalid="true" aria-describedby="wrong.hours"></label><p class="wrong" id="wrong.hours">This is not a number.',
    );
    expect(body).toContain('<p class="wrong" id="wrong.reason">An answer is missing. Give one.</p>');
    expect(body).toContain('<p class="wrong" id="wrong.window">This is not one of the options.');
    expect(body).toContain('value="false" checked required>No</label>');
    expect(body).toContain('hi</textarea>');
  });

  it('tells programs which values are wrong', async () => {
    const answer = await json('grant', { fields: { ...GOOD, 'input.until': '2026-02-30' } });
    expect(answer).toMatchObject({
      error: 'InvalidInputs',
      message: expect.stringContaining('Until: This is not a date.'),
      problems: { until: expect.stringContaining('This is not a date.') },
    });
  });

  it.each(['required', 'optional'])('decides nothing without its fields, if they are %s', async (kind) => {
    const inputs = [{ name: 'why', label: 'Why', type: 'text', required: kind === 'required' }];
    const history = roundsAfter([], { ...REQUEST, inputs, actions: [ACTIONS[0]] });
    for (const fields of [{}, { comment: 'ok' }] as Record<string, string>[]) {
      const { statusCode, body, completed } = await sent('grant', { history, fields });
      expect(statusCode).toBe(400);
      expect(body).toContain('<p role="alert">Nothing is decided yet:');
      expect(body).toContain('name="input.why"');
      expect(completed).toEqual([]);
    }
    expect(await json('grant', { history, fields: {} })).toMatchObject({
      error: 'InvalidInputs',
      confirm: { inputs: [{ name: 'why' }] },
    });
  });

  it('keeps the inputs when the request was asked again, or when its text was not typed', async () => {
    const asked = await sent('grant', { fields: { ...GOOD, transaction_id: 'f'.repeat(32) } });
    expect(asked.statusCode).toBe(409);
    expect(asked.body).toContain('<option selected>night &amp; weekend</option>');

    const payload = ownLink('grant', { typed: 'Ben' });
    const { statusCode, body, completed } = await sent('grant', { payload, fields: GOOD });
    expect(statusCode).toBe(400);
    expect(body).toContain('the text was not typed as it is shown');
    expect(body).toContain('name="input.hours" value="2"');
    expect(completed).toEqual([]);
  });

  it('keeps the typed text and the comment while a value is wrong', async () => {
    const payload = ownLink('grant', { typed: 'Ben' });
    const fields = { ...GOOD, 'input.hours': 'x', typed: 'ben', comment: 'fine' };
    const { body } = await sent('grant', { payload, fields });
    expect(body).toMatch(/<input name="typed"[^>]* value="Ben">/);
    expect(body).toContain('fine</textarea>');
  });

  it('ignores fields that the request does not have', async () => {
    const { completed } = await sent('grant', {
      fields: { ...GOOD, 'input.more': 'x', 'input.__proto__': 'x' },
    });
    expect(completed[0]?.outcome).toMatchObject({
      output: { decision: { inputs: { reason: 'fix', hours: 2, window: 'night & weekend', notify: false } } },
    });
  });

  it('takes an input that is named like a member of each object', async () => {
    const inputs = [
      { name: 'constructor', label: 'Constructor', type: 'text' },
      { name: 'toString', label: 'To', type: 'text', required: true },
    ];
    const history = roundsAfter([], { ...REQUEST, inputs, actions: [ACTIONS[0]] });
    const { body, statusCode } = await sent('grant', { history, fields: { 'input.other': '' } });
    expect(statusCode).toBe(400);
    expect(body).toContain('name="input.constructor" value=""');
    expect(body).not.toContain('native code');
    const { completed } = await sent('grant', { history, fields: { 'input.toString': 'x' } });
    expect(completed[0]?.outcome).toMatchObject({ output: { decision: { inputs: { toString: 'x' } } } });
  });

  it('keeps what was typed while the history cannot be read', async () => {
    const { statusCode, body } = await sent('grant', { fields: GOOD, history: new Error('no history') });
    expect(statusCode).toBe(503);
    expect(body).toContain('<input type="hidden" name="input.window" value="night &amp; weekend">');
  });

  it('is still there when another person was named who cannot decide', async () => {
    const request = { ...REQUEST, approvers: [ANN, BEN], approvals: 2 };
    const payload = ownLink('grant', { rounds: true });
    const { statusCode, body } = await sent('grant', {
      payload,
      history: roundsAfter([], request),
      fields: { delegate_to: ANN },
    });
    expect(statusCode).toBe(400);
    expect(body).toContain(`name="delegate_to" required autocomplete="off" value="${ANN}"`);
    expect(body).toContain('name="input.hours" value="1.5"');
  });

  it('needs no inputs to reject', async () => {
    const { body, completed } = await sent('deny', { fields: { comment: 'no' } });
    expect(completed[0]?.outcome).toMatchObject({ type: 'failure', error: 'rejected' });
    expect(body).toContain('<h1>Rejected</h1>');
    expect(body).toContain('<p>Rejected (Deny) by ann@example.com by e-mail, ');
  });
});

it('A page with ten inputs has less than 10 KB', async () => {
  const inputs = Array.from({ length: 10 }, (_, index) => ({
    ...(INPUTS[index % 5] as object),
    name: `input_${index}`,
  }));
  const history = roundsAfter([], { ...REQUEST, inputs, actions: [ACTIONS[0]] });
  const { body } = await sent('grant', { history, fields: {} });
  expect(Buffer.byteLength(body)).toBeLessThan(10_000);
});

describe('an answer with inputs that was given before', () => {
  const decision = {
    action: 'grant',
    outcome: 'approve',
    label: 'Grant access',
    by: ANN,
    via: 'email',
    at: '2026-11-24T12:10:00.000Z',
    inputs: { hours: 2, notify: false },
  };
  const history = endedAfter(WAITING, { type: 'success', output: { decision } });

  it('is shown with what was given, also behind the link of another answer', async () => {
    for (const name of ['grant', 'ask']) {
      const { statusCode, body } = await sent(name, { history });
      expect(statusCode).toBe(200);
      expect(body).toContain('<h1>Already decided</h1>');
      expect(body).toContain('Approved (Grant access) by ann@example.com');
      expect(body).toContain('<dt>Hours</dt><dd>2</dd><dt>Tell the team</dt><dd>No</dd>');
    }
    expect((await json('grant', { history })).resolution.decision).toMatchObject({ inputs: { hours: 2 } });
  });

  it('is shown by the names of its inputs, where the request is not read', async () => {
    expect((await sent('deny', { history })).body).toContain('<dt>notify</dt><dd>No</dd>');
  });
});

describe('own answers', () => {
  it('ask for a reason if they reject, like Reject, and for a comment otherwise', async () => {
    const { body } = await sent('deny');
    expect(body).toContain('<label>Reason (optional)<textarea');
    expect(body).toContain('<button class="danger">Deny</button>');
    expect((await sent('ask')).body).toContain('<label>Comment (optional)<textarea');
    const failing = ownLink('ask', { outcome: 'reject' });
    expect((await sent('ask', { payload: failing })).body).toContain('<label>Reason (optional)<textarea');
  });

  it('are named in what a person has voted', async () => {
    const request = { ...REQUEST, approvers: [ANN, BEN], approvals: 2 };
    const history = roundsAfter([], request);
    const inputs = { reason: 'fix', window: 'day', notify: true };
    const voted = roundsAfter([{ by: ANN, action: 'grant', label: 'Grant access', inputs }], request);
    const payload = ownLink('grant', { rounds: true });
    const again = await sent('grant', { payload, history: voted });
    expect(again.body).toContain('Your vote: Grant access.');
    expect(again.body).toContain('<option selected>day</option>');
    expect(again.body).toContain('name="input.hours" value=""');
    const { body } = await sent('grant', { payload, history, fields: GOOD });
    expect(body).toContain('<h1>Your vote counts.</h1>');
    expect(body).toContain('<dt>Window</dt><dd>night &amp; weekend</dd>');
  });
});
