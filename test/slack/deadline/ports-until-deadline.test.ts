import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/callback/errors.ts';
import type { ChangeProgress } from '../../../src/slack/deadline/deadline.ts';
import { inTime, LateError } from '../../../src/slack/deadline/deadline.ts';
import { portsUntilDeadline } from '../../../src/slack/deadline/ports-until-deadline.ts';
import type { EndpointPorts, SlackPorts } from '../../../src/slack/ports.ts';
import { forever } from '../../support/fake-surface.ts';
import { createSlackWorld } from '../../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../../support/web-fake-workflow.ts';

/** The ports of a delivery, what it has changed, and how its time is up. */
function createDelivery(overrides: Partial<EndpointPorts> = {}) {
  const world = createSlackWorld('http://127.0.0.1:9/', overrides);
  const progress: ChangeProgress = {};
  const deadline = new AbortController();
  const ports = portsUntilDeadline(world.ports, { deadline: deadline.signal, note: () => {}, progress });
  return { world, progress, deadline, ports };
}

/** What is known to have been changed when Step Functions answered a start with this. */
async function progressAfter(startExecution: SlackPorts['startExecution']): Promise<ChangeProgress> {
  const { ports, progress } = createDelivery({ startExecution });
  await ports.startExecution('one', {}).catch(() => undefined);
  return progress;
}

describe('what a delivery has changed', () => {
  it('is known once it is done', async () => {
    expect(await progressAfter(async () => {})).toEqual({ begun: 'startExecution', done: true });
  });

  it('is not known where the answer was lost', async () => {
    const lost = () => Promise.reject(new Error('ECONNRESET'));
    expect(await progressAfter(lost)).toEqual({ begun: 'startExecution' });
  });

  it('is nothing where it was refused', async () => {
    const refused = () => Promise.reject(new Refusal('StepFunctionsError', 'It waits no more.'));
    expect(await progressAfter(refused)).toEqual({});
  });
});

const BEGIN: readonly {
  port: NonNullable<ChangeProgress['begun']>;
  begin: (ports: SlackPorts) => Promise<void>;
}[] = [
  {
    port: 'completeTask',
    begin: (ports) => ports.completeTask({ token: TASK_TOKEN }, { type: 'success', output: {} }),
  },
  { port: 'startExecution', begin: (ports) => ports.startExecution('one', {}) },
  { port: 'stopExecution', begin: (ports) => ports.stopExecution(EXECUTION, 'Cancelled') },
];

describe.each(BEGIN)('a change ($port)', ({ port, begin }) => {
  it('is begun in time, and told when the time is up: AWS is not asked again then', async () => {
    const given: unknown[] = [];
    const { ports, progress, deadline } = createDelivery({
      [port]: async (...parameters: unknown[]) => void given.push(parameters.at(-1)),
    });

    await begin(ports);

    expect(progress).toEqual({ begun: port, done: true });
    expect(given).toEqual([deadline.signal]);
  });

  it('that was begun in time becomes known after the deadline', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { ports, progress, deadline } = createDelivery({ [port]: () => promise });
    const working = begin(ports);

    deadline.abort();
    expect(progress).toEqual({ begun: port });
    resolve();
    await working;

    expect(progress).toEqual({ begun: port, done: true });
  });

  it('is not begun after the deadline', async () => {
    const { world, ports, progress, deadline } = createDelivery();
    deadline.abort();

    await expect(begin(ports)).rejects.toBeInstanceOf(LateError);

    expect(progress).toEqual({});
    expect([...world.workflow.completed, ...world.started, ...world.stopped]).toEqual([]);
  });
});

describe('Slack', () => {
  it('is called in time', async () => {
    const { world, ports } = createDelivery();
    expect(await ports.client()).toBe(await world.usual.client());
  });

  it('is not called after the deadline', async () => {
    const { ports, deadline } = createDelivery();
    deadline.abort();
    await expect(ports.client()).rejects.toBeInstanceOf(LateError);
  });

  it('is not called where its secret comes after the deadline', async () => {
    const { world, ports, deadline } = createDelivery({
      async client() {
        deadline.abort();
        return world.usual.client();
      },
    });
    await expect(ports.client()).rejects.toBeInstanceOf(LateError);
  });
});

describe('the log of a delivery', () => {
  it('has no line of what was not begun: that is no failure', async () => {
    const { world, ports } = createDelivery();
    const late: unknown = await inTime(AbortSignal.abort(), forever()).catch((error: unknown) => error);

    ports.log({ level: 'error', event: 'update_failed', error: late });

    expect(late).toBeInstanceOf(LateError);
    expect(world.lines).toEqual([]);
  });

  it('has every other line, also after the deadline', () => {
    const { world, ports, deadline } = createDelivery();
    const lines = [
      { level: 'error', event: 'update_failed', error: new Error('ECONNRESET') },
      { event: 'anything' },
    ] as const;
    deadline.abort();

    for (const line of lines) ports.log(line);

    expect(world.lines).toEqual(lines);
  });
});
