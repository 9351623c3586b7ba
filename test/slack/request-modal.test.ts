import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** Uses the shortcut; the modal that it opens. */
async function openModal(world: SlackWorld) {
  const { body } = recordedDelivery('shortcut');
  expect(await world.sendSigned(body)).toMatchObject({ statusCode: 200, body: '' });
  return api.calls.at(-1)?.view;
}

const typed = (name: string, details?: string, approvers: string[] = []) => ({
  name: { type: 'plain_text_input', value: name },
  details: { type: 'plain_text_input', value: details ?? null },
  approvers: { type: 'multi_users_select', selected_users: approvers },
});

const WHO = { requester: 'ann', requester_id: 'U0ANN' };

describe('the shortcut “Request approval”', () => {
  it('opens a modal with the fields of /approval start', async () => {
    const modal = await openModal(createSlackWorld(api.url));

    expect(modal).toMatchObject({
      type: 'modal',
      callback_id: 'request',
      private_metadata: '13345224609.738474920.8088930838d88f008e0',
      title: { text: 'Request approval' },
      blocks: [
        { block_id: 'name', element: { type: 'plain_text_input' } },
        { block_id: 'details', optional: true, element: { type: 'plain_text_input', multiline: true } },
        { block_id: 'approvers', optional: true, element: { type: 'multi_users_select' } },
      ],
    });
  });

  it('whose modal does not open is answered all the same, and logged', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('views.open', { error: 'expired_trigger_id' });

    await openModal(world);

    expect(world.others()).toMatchObject([{ level: 'error', event: 'modal_failed' }]);
  });
});

describe('the submitted modal', () => {
  it.each([
    { title: 'a name only', values: typed('Ben'), input: { name: 'Ben' } },
    { title: 'a name with space around it', values: typed('  Ben <b> '), input: { name: 'Ben <b>' } },
    {
      title: 'details, one a line',
      values: typed('Ben', 'Environment: production\n\n Cost : 12: €\nURL: https://a.example'),
      input: { name: 'Ben', details: { Environment: 'production', Cost: '12: €', URL: 'https://a.example' } },
    },
    {
      title: 'details of several lines',
      values: typed('Ben', 'Why: because\nit is time, at 12:30\nfor it'),
      input: { name: 'Ben', details: { Why: 'because\nit is time, at 12:30\nfor it' } },
    },
    {
      title: 'details without labels',
      values: typed('Ben', 'Just\ndo it\nWhy: because'),
      input: { name: 'Ben', details: { Why: 'because', '…': 'Just\ndo it' } },
    },
    { title: 'empty details', values: typed('Ben', ' \n '), input: { name: 'Ben' } },
    {
      title: 'approvers',
      values: typed('Ben', undefined, ['U0BOB', 'U0EVE']),
      input: { name: 'Ben', approvers: ['U0BOB', 'U0EVE'] },
    },
  ])('starts an execution of it ($title)', async ({ values, input }) => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    const { statusCode, answer } = await world.submit(modal, values);

    expect(statusCode).toBe(200);
    expect(world.started).toEqual([
      { name: expect.stringMatching(/^slack-[0-9a-f]{16}$/), input: { ...input, ...WHO } },
    ]);
    expect(answer).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    expect(answer.view.blocks[0].text.text).toMatch(
      /^Asked: Approval for Ben.*\. It will appear in #approvals\.$/,
    );
  });

  it('names the execution after the shortcut’s trigger, whatever is submitted twice', async () => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    await world.submit(modal, typed('Ben'));
    await world.submit(modal, typed('Ben'));
    await world.submit({ ...modal, private_metadata: 'another trigger' }, typed('Ben'));

    const names = world.started.map(({ name }) => name);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
  });

  it.each([
    {
      title: 'only space for a name',
      values: typed('  '),
      text: 'That was not accepted. The input has no name: {"name": "Ben"} is what is needed at least.',
    },
    {
      title: 'no such field',
      values: {},
      text: 'That was not accepted. The input has no name: {"name": "Ben"} is what is needed at least.',
    },
    {
      title: 'too many approvers',
      values: typed(
        'Ben',
        undefined,
        Array.from({ length: 21 }, (_, index) => `U0${index}0`),
      ),
      text: 'That was not accepted. There are 21 approvers; 20 are the most. A Slack user group counts as one.',
    },
  ])('says beside the field what is wrong, and starts nothing ($title)', async ({ values, text }) => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    const { statusCode, answer } = await world.submit(modal, values);

    expect(statusCode).toBe(200);
    expect(answer).toEqual({ response_action: 'errors', errors: { name: text } });
    expect(world.started).toEqual([]);
  });

  it('says that it did not work, and logs why', async () => {
    const world = createSlackWorld(api.url, { startExecution: () => Promise.reject(new Error('Denied')) });
    const modal = await openModal(world);

    const { answer } = await world.submit(modal, typed('Ben'));

    expect(answer.errors.name).toMatch(/^That did not work, and nothing was changed\./);
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });
});
