import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { cancelModal } from '../../src/slack/blocks/modals.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { commandBody, interactionBody, signedEvent } from '../support/slack-request.ts';
import { createSlackWorld, NOW, type SlackWorld } from '../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const TRANSACTION_ID = approvalId(TASK_TOKEN);

/** The members of each line. The fake clock stands still, so a request takes 0 ms. */
const LINE = { event: 'slack', user_id: 'U0ANN0001', duration_ms: 0 };

const REQUESTS: Readonly<Record<string, { send: (world: SlackWorld) => Promise<unknown>; line: object }>> = {
  'the subcommand list': {
    send: (world) => world.command('list'),
    line: { kind: 'command', name: '/approval', subcommand: 'list' },
  },
  'a command without text': {
    send: (world) => world.command(''),
    line: { kind: 'command', name: '/approval', subcommand: 'help' },
  },
  'an unknown subcommand, without its text': {
    send: (world) => world.command('hunter2'),
    line: { kind: 'command', name: '/approval' },
  },
  'the subcommand start': {
    send: (world) => world.command('start Ben'),
    line: {
      kind: 'command',
      name: '/approval',
      subcommand: 'start',
      outcome: 'started',
      execution: expect.stringMatching(/^ApprovalEmails:slack-[0-9a-f]{16}$/),
    },
  },
  'a refused subcommand start': {
    send: (world) => world.command('start Ben self_approval: perhaps'),
    line: { kind: 'command', name: '/approval', subcommand: 'start', outcome: 'InvalidRequest' },
  },
  'the subcommand status': {
    send: (world) => world.command('status demo'),
    line: {
      kind: 'command',
      name: '/approval',
      subcommand: 'status',
      execution: 'ApprovalEmails:demo',
    },
  },
  'a press that decides': {
    send: async (world) => {
      const { approve, message } = await world.ask();
      return world.press(approve, message);
    },
    line: {
      kind: 'block_actions',
      name: 'decide:approve',
      transaction_id: TRANSACTION_ID,
      execution: EXECUTION,
      action: { name: 'approve', type: 'success' },
      open_ms: 0,
      complete_ms: 0,
      outcome: 'accepted',
      decided: { via: 'slack', action: 'approve' },
    },
  },
  'a press that opens the reject modal': {
    send: async (world) => {
      const { reject, message } = await world.ask();
      return world.press(reject, message);
    },
    line: {
      kind: 'block_actions',
      name: 'decide:reject',
      transaction_id: TRANSACTION_ID,
      execution: EXECUTION,
      action: { name: 'reject', type: 'failure' },
      open_ms: 0,
      outcome: 'asked',
    },
  },
  'a shortcut': {
    send: (world) =>
      world.sendSigned(
        interactionBody({
          type: 'shortcut',
          callback_id: 'request_approval',
          trigger_id: '1.2.3',
          user: { id: 'U0ANN0001', username: 'ann' },
        }),
      ),
    line: { kind: 'shortcut', name: 'request_approval' },
  },
  'a submitted modal': {
    send: (world) => world.submit(cancelModal([waiting()], 'C0001', wordingFor('en'))),
    line: { kind: 'view_submission', name: 'cancel', execution: EXECUTION, outcome: 'cancelled' },
  },
  'an opened home tab': {
    send: (world) => world.openHome('U0ANN0001'),
    line: { kind: 'event_callback', name: 'app_home_opened' },
  },
  'an event that the app does not handle': {
    send: (world) =>
      world.sendSigned(
        JSON.stringify({
          type: 'event_callback',
          event: { type: 'member_joined_channel', user: 'U0ANN0001' },
        }),
        'application/json',
      ),
    // In other events, `user` may be an object.
    line: { kind: 'event_callback', name: 'member_joined_channel', user_id: undefined },
  },
};

describe('a request writes one log line', () => {
  it.each(Object.entries(REQUESTS))('for %s', async (_, { send, line }) => {
    const world = createSlackWorld(api.url);

    await send(world);

    expect(world.lines).toEqual([{ ...LINE, ...line }]);
  });

  it('with its duration and the number of the retry', async () => {
    const world = createSlackWorld(api.url, {
      listExecutions: async () => {
        world.clock.now += 40;
        return [];
      },
    });
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };

    await world.send(signedEvent({ body: commandBody('list'), timestamp: NOW / 1000, headers }));

    expect(world.lines).toMatchObject([{ subcommand: 'list', duration_ms: 40, retry: 1 }]);
  });
});
