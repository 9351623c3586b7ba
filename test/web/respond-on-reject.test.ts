import { describe, expect, it } from 'vitest';
import { actionsOf } from '../../src/approval/action-payloads.ts';
import { decided } from '../support/decided.ts';
import { request } from '../support/requests.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { APPROVAL, createRespondWorld, FORM, HTML, NOW } from '../support/web-world.ts';

/** An approval whose rejection returns an output: on_reject is "return". */
const RETURNS = { ...APPROVAL, actions: actionsOf(request({ name: 'Ben', on_reject: 'return' })) };
const AT = new Date(NOW).toISOString();

describe('a rejection that returns an output', () => {
  it('shows a warning button and asks for a reason, like a rejection that fails the task', async () => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls(RETURNS);

    const { statusCode, body } = await world.send(reject, { headers: HTML });

    expect(statusCode).toBe(200);
    expect(body).toContain('<label>Reason (optional)<textarea name="comment"');
    expect(body).toContain('<button class="danger">Reject</button>');
  });

  it('is answered as a rejection, and its output contains the decision', async () => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls({ ...RETURNS, recipient: 'ann@example.com' });

    const { statusCode, body } = await world.send(reject, {
      method: 'POST',
      headers: { ...FORM, ...HTML },
      body: 'comment=too+early',
    });

    expect(statusCode).toBe(200);
    expect(body).toContain('<main class="neutral">');
    expect(body).toContain('<h1>Rejected</h1>');
    expect(world.workflow.completed).toEqual([
      {
        token: TASK_TOKEN,
        outcome: {
          type: 'success',
          output: {
            name_in_output: 'Ben',
            ...decided({
              action: 'reject',
              by: 'ann@example.com',
              via: 'email',
              at: AT,
              comment: 'too early',
            }),
          },
        },
      },
    ]);
    expect(world.lines).toMatchObject([{ outcome: 'accepted', decided: { via: 'email', action: 'reject' } }]);
  });

  it('is shown to a later click as a rejection, with its reason', async () => {
    const world = createRespondWorld();
    const { approve = '', reject = '' } = await world.urls(RETURNS);
    await world.send(reject, { method: 'POST', headers: FORM, body: 'comment=too+early' });

    const page = await world.send(approve, { headers: HTML });
    const { body } = await world.send(approve, { method: 'POST' });

    expect(page.body).toContain('<h1>Already decided</h1>');
    expect(page.body).toContain('Rejected by e-mail, 24 November 2026 at 12:30 UTC: too early');
    expect(JSON.parse(body).resolution).toEqual({
      status: 'rejected',
      at: AT,
      decision: { action: 'reject', via: 'email', at: AT, comment: 'too early' },
    });
  });

  it('does not change the approval of the same request', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls(RETURNS);

    const question = await world.send(approve, { headers: HTML });
    const answer = await world.send(approve, { method: 'POST', headers: { ...FORM, ...HTML } });

    expect(question.body).toContain('<button>Approve</button>');
    expect(question.body).not.toContain('Reason');
    expect(answer.body).toContain('<main class="good">');
    expect(answer.body).toContain('<h1>Approved</h1>');
  });
});

it('an action of another program with the name reject is not a rejection', async () => {
  const world = createRespondWorld();
  const url = await world.url({ name: 'reject', type: 'success', output: 1, confirm: true });

  const question = await world.send(url, { headers: HTML });
  const answer = await world.send(url, { method: 'POST', headers: { ...FORM, ...HTML } });

  expect(question.body).toContain('<button>Send “reject”</button>');
  expect(question.body).not.toContain('Reason');
  expect(answer.body).toContain('<main class="good">');
  expect(answer.body).toContain('<h1>Response accepted</h1>');
});
