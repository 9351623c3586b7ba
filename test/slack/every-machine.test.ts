import type { HomeView, KnownBlock } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { ListedExecution } from '../../src/approval/ports.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { EndpointPorts } from '../../src/slack/ports.ts';
import { approvedBy } from '../support/slack-executions.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { ASKED_AT, endOf, scheduled, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const ANN = 'U0ANN0001';
const STATES = 'arn:aws:states:us-east-1:123456789012';
const machine = (name: string) => `${STATES}:stateMachine:${name}`;

interface Running {
  /** `MACHINE:EXECUTION` */
  readonly execution: string;
  readonly minutesAgo: number;
  /** The inputs of its requests. All of them wait at the same time. */
  readonly inputs?: readonly object[];
  readonly isApproved?: boolean;
}

/** A deployment with these state machines and executions. */
function createWorld(
  machines: readonly string[],
  executions: readonly Running[],
  overrides = {},
): SlackWorld {
  api.results.set('users.info', { user: { name: 'ann' } });
  const ports: Partial<EndpointPorts> = {
    stateMachines: [machine('*')],
    listStateMachines: async () => machines.map(machine),
    listExecutions: async ({ stateMachineArn, running, max }) =>
      executions
        .filter(({ execution }) => stateMachineArn === machine(execution.split(':')[0] ?? ''))
        .map(
          ({ execution, minutesAgo, isApproved }): ListedExecution => ({
            execution,
            running: !isApproved,
            startedAt: new Date(ASKED_AT.getTime() - minutesAgo * 60_000),
          }),
        )
        .filter((one) => one.running || !running)
        .slice(0, max),
    getHistory: async (execution) => {
      const found = executions.find((one) => one.execution === execution);
      if (!found) throw new Refusal('InvalidRequest', 'This execution does not exist.');
      const { inputs = [{ name: execution, requester: 'ann' }], isApproved } = found;
      const asked = inputs.flatMap((input, branch) =>
        scheduled(input, ASKED_AT, `${TASK_TOKEN}${execution}${branch}`)
          .slice(branch === 0 ? 0 : 1)
          .map((event) => moved(event, branch * 10)),
      );
      return [...asked, ...(isApproved ? [endOf(approvedBy(ANN, 'ann'), ASKED_AT)] : [])];
    },
    ...overrides,
  };
  return createSlackWorld(api.url, ports);
}

/** The event in a branch of its own. */
function moved(event: HistoryEvent, by: number): HistoryEvent {
  const { id = 0, previousEventId = 0 } = event;
  return {
    ...event,
    id: id === 1 ? 1 : id + by,
    previousEventId: previousEventId > 1 ? previousEventId + by : 1,
  };
}

async function listed(world: SlackWorld): Promise<string[]> {
  return mrkdwnOf((await world.command('list')).answer.blocks ?? []);
}

async function home(world: SlackWorld) {
  await world.openHome();
  const view = api.calls.find(({ method }) => method === 'views.publish')?.view as HomeView;
  return { blocks: view.blocks as KnownBlock[], texts: mrkdwnOf(view.blocks as KnownBlock[]) };
}

const names = (texts: readonly string[]) => texts.flatMap((text) => /`(.+?)`/.exec(text)?.[1] ?? []);

const TWO = [
  { execution: 'ApprovalEmails:run-1', minutesAgo: 20 },
  { execution: 'Releases:run-1', minutesAgo: 10 },
  { execution: 'Releases:run-2', minutesAgo: 30 },
];

describe('/approval list', () => {
  it('shows the requests of all state machines, newest first, with the names of the other state machines', async () => {
    const texts = await listed(createWorld(['ApprovalEmails', 'Releases'], TWO));

    expect(names(texts)).toEqual(['Releases:run-1', 'run-1', 'Releases:run-2']);
    expect(texts).toHaveLength(1 + 3);
  });

  it('reads the newest 20 running executions of 5 state machines, and says what it does not show', async () => {
    const machines = ['A', 'B', 'C', 'D', 'E', 'F'];
    const executions = machines.flatMap((name) =>
      Array.from({ length: name === 'B' ? 25 : 1 }, (_, index) => ({
        execution: `${name}:${index}`,
        minutesAgo: index,
        inputs: name === 'B' ? [{ order: 1 }] : [{ name }],
      })),
    );
    const reads: string[] = [];
    const world = createWorld(machines, executions);
    const { getHistory } = world.ports;
    const counting = createWorld(machines, executions, {
      getHistory: (execution: string) => {
        reads.push(execution);
        return getHistory(execution);
      },
    });

    const texts = await listed(counting);

    expect(reads.filter((execution) => execution.startsWith('B:'))).toHaveLength(20);
    expect(names(texts).sort()).toEqual(['A:0', 'C:0', 'D:0', 'E:0']);
    expect(texts.at(-1)).toBe(
      'Only the newest 20 executions of each state machine were checked. · Only 5 state machines were checked.',
    );
  });

  it('says which state machine could not be read, and shows the others', async () => {
    const { ports } = createWorld(['ApprovalEmails', 'Releases'], TWO);
    const world = createWorld(['ApprovalEmails', 'Releases'], TWO, {
      listExecutions: async (which: Parameters<EndpointPorts['listExecutions']>[0]) => {
        if (which.stateMachineArn === machine('Releases')) throw new Error('StateMachineDoesNotExist');
        return ports.listExecutions(which);
      },
    });

    const texts = await listed(world);

    expect(names(texts)).toEqual(['run-1']);
    expect(texts.at(-1)).toBe('These state machines could not be read: Releases. The log has the details.');
    expect(world.others()).toMatchObject([
      { level: 'warn', event: 'list_failed', state_machine: 'Releases', error: expect.any(Error) },
    ]);
  });

  it('shows each request of an execution that asks in several branches', async () => {
    const inputs = [{ name: 'shop' }, { name: 'blog' }];
    const executions = [{ execution: 'Releases:run-1', minutesAgo: 1, inputs }];

    const texts = await listed(createWorld(['ApprovalEmails', 'Releases'], executions));

    expect(texts.slice(1)).toEqual([
      expect.stringContaining('Approval for shop'),
      expect.stringContaining('Approval for blog'),
    ]);
  });
});

describe('the home tab', () => {
  it('shows the requests of all state machines, also of executions with the same name, and decides them', async () => {
    const world = createWorld(['ApprovalEmails', 'Releases'], TWO);

    const { blocks, texts } = await home(world);

    expect(names(texts)).toEqual(['Releases:run-1', 'run-1', 'Releases:run-2']);
    const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
    expect(new Set(ids).size).toBe(3);
    const [approve] = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    await world.pressAtHome(approve ?? {});
    expect(world.workflow.completed).toMatchObject([{ token: `${TASK_TOKEN}Releases:run-10` }]);
  });

  it('shows the decisions of the user in all state machines', async () => {
    const world = createWorld(
      ['ApprovalEmails', 'Releases'],
      [
        { execution: 'Releases:run-1', minutesAgo: 10, isApproved: true },
        { execution: 'ApprovalEmails:run-1', minutesAgo: 20, isApproved: true },
      ],
    );

    expect(names((await home(world)).texts)).toEqual(['Releases:run-1', 'run-1']);
  });

  it('says which state machines it does not show', async () => {
    const { texts } = await home(createWorld(['A', 'B', 'C', 'D', 'E', 'F'], []));

    expect(texts.slice(0, 2)).toEqual([
      'No request waits for your decision.',
      'Only 5 state machines were checked.',
    ]);
  });
});

describe('/approval status and cancel', () => {
  const world = () =>
    createWorld(
      ['ApprovalEmails', 'Releases'],
      [...TWO, { execution: 'Releases/EachRegion:run-1', minutesAgo: 1 }],
    );

  it.each([
    { given: 'run-1', name: 'ApprovalEmails:run-1', shown: 'run-1' },
    { given: 'ApprovalEmails:run-1', name: 'ApprovalEmails:run-1', shown: 'run-1' },
    { given: '`Releases:run-1`', name: 'Releases:run-1', shown: 'Releases:run-1' },
    { given: `${STATES}:execution:Releases:run-1`, name: 'Releases:run-1', shown: 'Releases:run-1' },
    {
      given: 'Releases/EachRegion:run-1',
      name: 'Releases/EachRegion:run-1',
      shown: 'Releases/EachRegion:run-1',
    },
    {
      given: `${STATES}:execution:Releases/EachRegion:run-1`,
      name: 'Releases/EachRegion:run-1',
      shown: 'Releases/EachRegion:run-1',
    },
  ])('take $given', async ({ given, name, shown }) => {
    const { command, submit, ports, stopped } = world();

    const [text = ''] = mrkdwnOf((await command(`status ${given}`)).answer.blocks);
    expect(text).toContain(`*Approval for ${name}*`);
    expect(names([text])).toEqual([shown]);

    await command(`cancel ${given}`);
    await submit(api.calls.findLast(({ method }) => method === 'views.open')?.view);
    expect(stopped.map(({ execution }) => execution)).toEqual([name]);
    expect(ports.stateMachineArn).toBe(machine('ApprovalEmails'));
  });

  it.each([
    {
      given: 'arn:aws:states:us-east-1:999999999999:execution:ApprovalEmails:run-1',
      told: /^The execution is in the account 999999999999, region us-east-1\. This deployment works only in the account 123456789012,/,
    },
    {
      given: 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:run-1',
      told: /^The execution is in the account 123456789012, region eu-west-1\./,
    },
  ])('refuse an execution of another account or region by name ($given)', async ({ given, told }) => {
    const { command, requests } = world();

    expect((await command(`status ${given}`)).answer.text).toMatch(told);
    expect((await command(`cancel ${given}`)).answer.text).toMatch(told);
    expect(api.calls).toEqual([]);
    expect(requests().at(-1)).toMatchObject({ outcome: 'NotPermitted' });
  });

  it.each([`${STATES}:execution:OrderPizza:run-1`, 'OrderPizza:run-1', 'OrderPizza/Slices:run-1'])(
    'refuse an execution of a state machine that the setting does not name (%s)',
    async (given) => {
      const { command } = createSlackWorld(api.url);

      const told =
        'This deployment may not complete tasks of OrderPizza. An administrator must add it to stateMachines.';
      expect((await command(`status ${given}`)).answer.text).toBe(told);
      expect((await command(`cancel ${given}`)).answer.text).toBe(told);
      expect(api.calls).toEqual([]);
    },
  );

  it('show each request of the execution, and cancel it only for a person who may cancel all of them', async () => {
    const inputs = [
      { name: 'shop', approvers: [ANN] },
      { name: 'blog', approvers: ['U0BOB0001'] },
    ];
    const executions = [{ execution: 'Releases:run-1', minutesAgo: 1, inputs }];
    const { command } = createWorld(['Releases'], executions);

    expect(mrkdwnOf((await command('status Releases:run-1')).answer.blocks)).toEqual([
      expect.stringContaining('Approval for blog'),
      expect.stringContaining('Approval for shop'),
    ]);
    expect((await command('cancel Releases:run-1')).answer.text).toMatch(/^Only the requester and/);
  });

  it('names each request that ends with the execution', async () => {
    const inputs = [{ name: 'shop' }, { name: 'blog' }];
    const { command } = createWorld(['Releases'], [{ execution: 'Releases:run-1', minutesAgo: 1, inputs }]);

    await command('cancel Releases:run-1');

    expect(JSON.stringify(api.calls.at(-1)?.view)).toContain('“Approval for shop, Approval for blog”');
  });
});
