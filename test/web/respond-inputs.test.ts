import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { ANN, addressOf, linkOf, roundsAfter } from '../support/web-rounds.ts';
import { createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const INPUTS = [
  { name: 'reason', label: 'Why <now>?', type: 'text', required: true },
  { name: 'hours', label: 'Hours', type: 'number', default: 1.5 },
  { name: 'window', label: 'Window', type: 'choice', options: ['day', 'night & weekend'], required: true },
  { name: 'until', label: 'Until', type: 'date', default: '2026-12-01' },
  { name: 'notify', label: 'Tell the team', type: 'yesno', required: true },
];
const ACTIONS = [
  { name: 'grant', label: 'Grant access', outcome: 'approve', output: { hours: 1 } },
  { name: 'ask', label: 'Ask security', outcome: 'other', inputs: ['reason'] },
  { name: 'deny', label: 'Deny', outcome: 'reject' },
];
const REQUEST = { name: 'Ben', approvers: [ANN], actions: ACTIONS, inputs: INPUTS };
const WAITING = roundsAfter([], REQUEST);
const GOOD = {
  'input.reason': ' fix ',
  'input.hours': '2',
  'input.window': 'night & weekend',
  'input.until': '',
  'input.notify': 'false',
};

/** A link of one of the own actions. */
function link(name: string, change: Partial<Payload['context']> = {}): Payload {
  const { context, ...rest } = linkOf();
  const { label, outcome } = ACTIONS.find((action) => action.name === name) ?? {};
  const action =
    name === 'deny'
      ? ({ name, type: 'failure', error: 'rejected', cause: 'no', confirm: true } as const)
      : ({ name, type: 'success', output: { name_in_output: 'Ben' }, confirm: true } as const);
  const { rounds: _, ...policy } = context ?? {};
  const own = { label, outcome: outcome as 'approve', ...(name !== 'deny' && { inputs: true as const }) };
  return {
    ...rest,
    action,
    context: { ...policy, ...own, title: 'Access for Ben', recipient: ANN, ...change },
  } as Payload;
}

async function sent(
  name: string,
  {
    fields,
    accept = HTML.accept,
    history = WAITING,
    payload = link(name),
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
      '<label>Why &lt;now&gt;?<input type="text" name="input.reason" value="" maxlength="500" required></label>',
    );
    expect(body).toContain(
      '<label>Hours (optional)<input type="number" name="input.hours" value="1.5" step="any"></label>',
    );
    expect(body).toContain(
      '<label>Window<select name="input.window" required><option value="">Choose</option><option>day</option><option>night &amp; weekend</option></select></label>',
    );
    expect(body).toContain(
      '<label>Until (optional)<input type="date" name="input.until" value="2026-12-01"></label>',
    );
    expect(body).toContain('<fieldset><legend>Tell the team</legend>');
    expect(body).toContain('<input type="radio" name="input.notify" value="true" required>Yes</label>');
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
    const payload = link('grant');
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
    expect(body).toContain('<p>Grant access</p>');
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

  it('is shown again with what was typed, and a sentence at each wrong value', async () => {
    const { statusCode, body, completed } = await sent('grant', {
      fields: { ...GOOD, 'input.reason': '', 'input.hours': '1,5', 'input.window': 'noon"', comment: 'hi' },
    });
    expect(statusCode).toBe(400);
    expect(completed).toEqual([]);
    expect(body).toContain('<p role="alert">Some answers are missing or not right.');
    expect(body).toContain(
      'value="1,5" step="any" aria-invalid="true" aria-describedby="wrong-hours"><span class="wrong" id="wrong-hours">This is not a number.',
    );
    expect(body).toContain('id="wrong-reason">An answer is missing. Give one.</span>');
    expect(body).toContain('id="wrong-window">This is not one of the options.');
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

  it('decides nothing without its fields', async () => {
    const { statusCode, completed } = await sent('grant', { fields: {} });
    expect(statusCode).toBe(400);
    expect(completed).toEqual([]);
  });

  it('ignores fields that the request does not have', async () => {
    const { completed } = await sent('grant', {
      fields: { ...GOOD, 'input.more': 'x', 'input.__proto__': 'x' },
    });
    expect(completed[0]?.outcome).toMatchObject({
      output: { decision: { inputs: { reason: 'fix', hours: 2, window: 'night & weekend', notify: false } } },
    });
  });

  it('keeps what was typed while the history cannot be read', async () => {
    const { statusCode, body } = await sent('grant', { fields: GOOD, history: new Error('no history') });
    expect(statusCode).toBe(503);
    expect(body).toContain('<input type="hidden" name="input.window" value="night &amp; weekend">');
  });

  it('needs no inputs to reject', async () => {
    const { body, completed } = await sent('deny', { fields: { comment: 'no' } });
    expect(completed[0]?.outcome).toMatchObject({ type: 'failure', error: 'rejected' });
    expect(body).toContain('<h1>Rejected</h1>');
    expect(body).toContain('<p>Deny</p>');
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
