import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type ApiCall, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { type Signing, signedEvent } from '../support/slack-request.ts';
import { createSlackWorld, NOW } from '../support/slack-world.ts';
import { MESSAGE } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const SECONDS = NOW / 1000;
const CHALLENGE = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';

interface Answered {
  readonly name: string;
  /** The body of the answer: a text, or members of its JSON. */
  readonly body: string | object;
  /** The expected calls of the Web API, in order. */
  readonly calls?: readonly string[];
  /** The expected change in Step Functions. */
  readonly effect?: 'started' | 'approved' | 'rejected' | 'stopped';
}

const DELIVERIES: readonly Answered[] = [
  {
    name: 'command',
    body: {
      response_type: 'ephemeral',
      text: 'Requested: Approval for Ben. It will appear in #approvals. Approvers: <@U0ANN0001>, <!subteam^S0LEADS01>.',
    },
    effect: 'started',
  },
  { name: 'press-approve', body: '', calls: ['response_url'], effect: 'approved' },
  { name: 'press-reject', body: '', calls: ['views.open'] },
  {
    name: 'press-at-home',
    body: '',
    calls: ['conversations.info', 'users.info', 'chat.getPermalink', 'views.publish'],
    effect: 'approved',
  },
  { name: 'submit-reject', body: '', calls: ['chat.update'], effect: 'rejected' },
  {
    name: 'submit-cancel',
    body: {
      response_action: 'update',
      view: { blocks: [{ text: { text: 'Cancelled: Approval for Ben.' } }] },
    },
    effect: 'stopped',
  },
  {
    name: 'submit-request',
    body: {
      response_action: 'update',
      view: {
        blocks: [
          {
            text: {
              text: 'Requested: Approval for Ben. It will appear in #approvals. Approvers: <@U0ANN0001>, <@U0BOB0001>.',
            },
          },
        ],
      },
    },
    effect: 'started',
  },
  { name: 'shortcut', body: '', calls: ['views.open'] },
  {
    name: 'home-opened',
    body: '',
    calls: ['users.info', 'conversations.info', 'chat.getPermalink', 'views.publish'],
  },
  { name: 'ssl-check', body: '' },
  { name: 'url-verification', body: { challenge: CHALLENGE } },
];

/** Creates a world with a waiting execution, and a delivery for this execution. */
async function arrange(name: string) {
  const world = createSlackWorld(api.url);
  const { approve, reject, message } = await world.ask();
  const delivery = recordedDelivery(name, {
    approve: approve.value,
    reject: reject.value,
    blocks: message.blocks,
    metadata: JSON.stringify({ sealed: reject.value, ...MESSAGE }),
    response_url: `${api.url}response_url`,
  });
  const deliver = (parts: Partial<Signing> = {}) =>
    world.send(signedEvent({ timestamp: SECONDS, ...delivery, ...parts }));
  return { world, delivery, deliver };
}

/** The changes in Step Functions. A repeated start or stop of an execution counts once, because it changes nothing. */
function effectsOn({ workflow, started, stopped }: ReturnType<typeof createSlackWorld>): string[] {
  return [
    ...workflow.completed.map(({ outcome }) => (outcome.type === 'success' ? 'approved' : 'rejected')),
    ...[...new Set(stopped.map(({ execution }) => execution))].map(() => 'stopped'),
    ...[...new Set(started.map(({ name }) => name))].map(() => 'started'),
  ];
}

const methodsOf = (calls: readonly ApiCall[]) => calls.map(({ method }) => method);

describe.each(DELIVERIES)('a delivery ($name)', ({ name, body, calls = [], effect }) => {
  const effects = effect ? [effect] : [];
  const expectAnswer = (response: { statusCode: number; body: string }) => {
    expect(response.statusCode).toBe(200);
    if (typeof body === 'string') expect(response.body).toBe(body);
    else expect(JSON.parse(response.body)).toMatchObject(body);
  };

  it.each<Partial<Signing> & { how: string }>([
    { how: 'unchanged' },
    { how: 'encoded as base64', base64: true },
    { how: 'with a charset', headers: { 'content-type': 'CHARSET' } },
    { how: '300 seconds old', timestamp: SECONDS - 300 },
    { how: '300 seconds in the future', timestamp: SECONDS + 300 },
  ])('gets its answer and has its effect ($how)', async ({ how: _, ...parts }) => {
    const { world, delivery, deliver } = await arrange(name);
    const headers = parts.headers && { 'content-type': `${delivery.contentType}; charset=UTF-8` };

    const response = await deliver({ ...parts, ...(headers && { headers }) });

    expectAnswer(response);
    expect(methodsOf(api.calls)).toEqual(calls);
    expect(effectsOn(world)).toEqual(effects);
    expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each<Partial<Signing> & { how: string }>([
    { how: 'without a signature', headers: { 'x-slack-signature': '' } },
    { how: 'with a wrong signature', secret: 'another secret' },
    { how: '301 seconds old', timestamp: SECONDS - 301 },
    { how: '301 seconds in the future', timestamp: SECONDS + 301 },
    { how: 'base64 with a wrong signature', base64: true, secret: 'another secret' },
  ])('gets the answer 401 and has no effect ($how)', async ({ how: _, ...parts }) => {
    const { world, deliver } = await arrange(name);

    const response = await deliver(parts);

    expect(response).toMatchObject({ statusCode: 401, body: 'The signature is not valid.' });
    expect(api.calls).toEqual([]);
    expect(effectsOn(world)).toEqual([]);
    expect(world.workflow.historyReads).toEqual([]);
    expect(world.lines).toMatchObject([{ event: 'slack_refused', status: 401 }]);
  });

  it.each(['one after the other', 'at once'])(
    'has its effect once and shows no error if Slack sends it twice (%s)',
    async (when) => {
      const { world, deliver } = await arrange(name);

      const responses =
        when === 'at once' ? await Promise.all([deliver(), deliver()]) : [await deliver(), await deliver()];

      expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(effectsOn(world)).toEqual(effects);
      expect(JSON.stringify([responses, api.calls])).not.toContain('That did not work');
      expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );
});

const JSON_INSIDE = DELIVERIES.filter(({ name }) => !['command', 'ssl-check'].includes(name));

it.each(JSON_INSIDE)(
  'a truncated delivery gets the answer 400 and has no effect ($name)',
  async ({ name }) => {
    const { world, delivery, deliver } = await arrange(name);

    const response = await deliver({ body: delivery.body.slice(0, -20) });

    expect(response).toMatchObject({ statusCode: 400, body: 'The body cannot be read.' });
    expect(api.calls).toEqual([]);
    expect(effectsOn(world)).toEqual([]);
  },
);

const MENU = {
  type: 'overflow',
  action_id: 'delegate',
  block_id: 'decide',
  selected_option: { value: 'person' },
};
const BLOCK = { type: 'actions', block_id: 'decide' };

it.each<{ what: string; changed: object }>([
  { what: 'no actions', changed: { actions: undefined } },
  { what: 'an empty list of actions', changed: { actions: [] } },
  { what: 'an action that is null', changed: { actions: [null] } },
  { what: 'an action without an id', changed: { actions: [{ type: 'button', value: 'approve' }] } },
  { what: 'a menu without its option', changed: { actions: [{ ...MENU, selected_option: undefined }] } },
  { what: 'a menu with an option that is null', changed: { actions: [{ ...MENU, selected_option: null }] } },
  {
    what: 'a menu of another type',
    changed: { actions: [{ ...MENU, type: 'button', selected_option: undefined }] },
  },
  { what: 'a menu without a type', changed: { actions: [{ ...MENU, type: undefined }] } },
  { what: 'a block without buttons', changed: { actions: [MENU], message: { ts: '1.2', blocks: [BLOCK] } } },
])('a press with $what gets the answer 400 and has no effect', async ({ changed }) => {
  const { world, delivery, deliver } = await arrange('press-approve');
  const payload = JSON.parse(new URLSearchParams(delivery.body).get('payload') ?? '');
  const body = new URLSearchParams({ payload: JSON.stringify({ ...payload, ...changed }) }).toString();

  const response = await deliver({ body });

  expect(response).toMatchObject({ statusCode: 400, body: 'The body cannot be read.' });
  expect(api.calls).toEqual([]);
  expect(effectsOn(world)).toEqual([]);
});
