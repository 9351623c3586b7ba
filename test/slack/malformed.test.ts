import { describe, expect, it } from 'vitest';
import { readFixture } from '../support/fixtures.ts';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { commandBody, interactionBody } from '../support/slack-request.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

/** These requests never reach the Web API. */
const NOWHERE = 'http://127.0.0.1:9/api/';
const FILLED = { approve: TASK_TOKEN, reject: TASK_TOKEN, metadata: '{}', blocks: [], response_url: NOWHERE };

/** A value at a place of a delivery. */
type Change = readonly [place: string, value: unknown];

const PRESS: readonly Change[] = [
  ['user', undefined],
  ['user', null],
  ['user', 'U0ANN0001'],
  ['user.id', ''],
  ['user.id', 5],
  ['user.username', {}],
  ['team', 'T0001'],
  ['team.id', ['T0001']],
  ['actions', undefined],
  ['actions', {}],
  ['actions.0', null],
  ['actions.0.action_id', null],
  ['actions.0.action_id', ['decide:approve']],
  ['actions.0.block_id', 5],
  ['actions.0.value', { a: 1 }],
  ['channel', 'C0001'],
  ['channel.id', 5],
  ['container', 'x'],
  ['container.message_ts', ['1764000000.000100']],
  ['message', 'text'],
  ['message.ts', 1764000000],
  ['message.blocks', {}],
  ['message.blocks', [null]],
  ['message.blocks', [{ type: 'actions', block_id: 'decide', elements: [null] }]],
  ['message.blocks', [{ type: 'actions', block_id: 'decide', elements: [{ action_id: 5 }] }]],
  ['response_url', 5],
  ['trigger_id', {}],
];
const SUBMISSION: readonly Change[] = [
  ['user', undefined],
  ['user.id', 0],
  ['view', undefined],
  ['view', null],
  ['view.callback_id', 5],
  ['view.private_metadata', ['{}']],
  ['view.state', undefined],
  ['view.state.values', null],
  ['view.state.values', 'x'],
];

describe('a signed delivery that has not the form of Slack', () => {
  it.each<[string, string, readonly Change[]]>([
    ['a press', 'press-approve', PRESS],
    [
      'a form',
      'submit-reject',
      [
        ...SUBMISSION,
        ['view.state.values.comment.comment', 'text'],
        ['view.state.values.comment.comment.value', 5],
      ],
    ],
    [
      'a request',
      'submit-request',
      [
        ...SUBMISSION,
        ['view.state.values.approvers.approvers.selected_users', 'U1'],
        ['view.state.values.approvers.approvers.selected_users.0', 5],
        ['view.state.values.policy.policy.selected_options', [{}]],
      ],
    ],
    ['a cancellation', 'submit-cancel', SUBMISSION],
    [
      'a shortcut',
      'shortcut',
      [
        ['user', undefined],
        ['trigger_id', undefined],
        ['trigger_id', 5],
        ['callback_id', {}],
      ],
    ],
    [
      'a payload',
      'shortcut',
      [
        ['type', 'view_closed'],
        ['type', 'toString'],
        ['type', null],
      ],
    ],
    [
      'an event',
      'home-opened',
      [
        ['event', null],
        ['event', 'text'],
        ['event.type', 5],
        ['event.user', undefined],
        ['event.user', { id: 5 }],
        ['event.tab', 5],
        ['type', undefined],
      ],
    ],
  ])('is refused with 400 and a warning: %s', async (_, name, changes) => {
    for (const [place, value] of changes) {
      const world = createSlackWorld(NOWHERE);
      const { statusCode, body } = await world.sendSigned(...changed(name, place, value));

      expect([place, value, statusCode, body]).toEqual([place, value, 400, 'The body cannot be read.']);
      expect(world.lines).toEqual([
        { level: 'warn', event: 'slack_refused', status: 400, reason: 'The body cannot be read.' },
      ]);
      expect(world.workflow.completed).toEqual([]);
      expect(world.started).toEqual([]);
    }
  });

  it('is refused: a message that is nested too deeply to be written again', async () => {
    const world = createSlackWorld(NOWHERE);
    const [body] = changed('press-approve', 'message.blocks', [{ type: 'section', text: 'deep' }]);
    const payload = new URLSearchParams(body).get('payload') ?? '';
    const deep = payload.replace('"deep"', '['.repeat(20_000) + ']'.repeat(20_000));

    expect(await world.sendSigned(new URLSearchParams({ payload: deep }).toString())).toMatchObject({
      statusCode: 400,
    });
    expect(world.lines).toMatchObject([{ level: 'warn', event: 'slack_refused' }]);
  });

  it.each<[string, object]>([
    ['comment', { channel: 5 }],
    ['comment', { channel: {}, ts: [] }],
    ['delegate', { channel: ['C0001'], ts: '1764000000.000100' }],
    ['delegate', { responseUrl: {} }],
  ])('decides nothing: the form %s with the metadata %j', async (form, metadata) => {
    const world = createSlackWorld(NOWHERE);
    const { approve } = await world.ask();
    const view = {
      callback_id: form,
      private_metadata: JSON.stringify({ sealed: approve.value, ...metadata }),
    };

    const { statusCode, answer } = await world.submit(view, { comment: { value: 'x' } });

    expect(statusCode).toBe(200);
    expect(JSON.stringify(answer)).toContain('not ours, or a part of it is missing');
    expect(world.logged()).not.toContain('is not a function');
    expect(world.workflow.completed).toEqual([]);
  });

  it.each(['user_id', 'command'])('is refused: a command without %s', async (field) => {
    const world = createSlackWorld(NOWHERE);
    const form = new URLSearchParams(commandBody('start Ben'));
    form.delete(field);

    expect(await world.sendSigned(form.toString())).toMatchObject({ statusCode: 400 });
    expect(world.started).toEqual([]);
  });
});

describe('what Slack may add to a delivery', () => {
  it.each<[string, string, unknown]>([
    ['press-approve', 'event', null],
    ['press-approve', 'name', 5],
    ['press-approve', 'enterprise', 5],
    ['press-approve', 'function_data', null],
    ['submit-request', 'actions', 5],
    ['submit-request', 'response_urls', [null]],
    ['submit-request', 'view.app_installed_team_id', {}],
    ['home-opened', 'authorizations', [null]],
    ['home-opened', 'event.item', null],
    ['home-opened', 'event.channel', null],
  ])('does not stop it (%s: %s %j)', async (name, place, value) => {
    const world = createSlackWorld(NOWHERE);

    expect(await world.sendSigned(...changed(name, place, value))).toMatchObject({ statusCode: 200 });
  });

  it('does not stop it: a field of a command twice', async () => {
    const world = createSlackWorld(NOWHERE);
    const { statusCode } = await world.sendSigned(`${commandBody('start Ben')}&text=start+Eve`);

    expect(statusCode).toBe(200);
    expect(world.started).toMatchObject([{ input: { name: 'Ben' } }]);
  });

  it('does not stop it: an event that the app does not read', async () => {
    const world = createSlackWorld(NOWHERE);
    const body = JSON.stringify({
      type: 'event_callback',
      event: { type: 'user_change', user: { id: 'U1' } },
    });

    expect(await world.sendSigned(body, 'application/json')).toMatchObject({ statusCode: 200 });
  });
});

/** The body of a recorded delivery with another value at one place, and its content type. */
function changed(name: string, place: string, value: unknown): [body: string, contentType: string] {
  const fixture = readFixture(`slack/${name}`, FILLED);
  const { contentType } = recordedDelivery(name, FILLED);
  const path = place.split('.');
  const last = path.pop() ?? '';
  const parent = path.reduce((object, member) => object[member], fixture.payload ?? fixture.json);
  parent[last] = value;
  return [fixture.payload ? interactionBody(fixture.payload) : JSON.stringify(fixture.json), contentType];
}
