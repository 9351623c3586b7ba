import { describe, expect, it } from 'vitest';
import { inTime, LateError } from '../../../src/approval/in-time.ts';
import type { ChangeProgress } from '../../../src/approval/until-deadline.ts';
import { Refusal } from '../../../src/callback/errors.ts';
import { portsUntilDeadline } from '../../../src/slack/deadline/ports-until-deadline.ts';
import type { EndpointPorts, SlackPorts } from '../../../src/slack/ports.ts';
import { forever } from '../../support/fake-surface.ts';
import { createSlackWorld } from '../../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../../support/web-fake-workflow.ts';

/** Creates the ports of a delivery, the progress of its change, and its deadline. */
function createDelivery(overrides: Partial<EndpointPorts> = {}) {
  const world = createSlackWorld('http://127.0.0.1:9/', overrides);
  const progress: ChangeProgress = {};
  const deadline = new AbortController();
  const ports = portsUntilDeadline(world.ports, { deadline: deadline.signal, note: () => {}, progress });
  return { world, progress, deadline, ports };
}

/** Starts an execution with this port. Returns the progress of the change. */
async function progressAfter(startExecution: SlackPorts['startExecution']): Promise<ChangeProgress> {
  const { ports, progress } = createDelivery({ startExecution });
  await ports.startExecution('one', {}).catch(() => undefined);
  return progress;
}

describe('the progress of a change', () => {
  it('is done after Step Functions accepts the change', async () => {
    expect(await progressAfter(async () => {})).toEqual({ begun: 'startExecution', done: true });
  });

  it('stays unfinished if the answer is lost', async () => {
    const lost = () => Promise.reject(new Error('ECONNRESET'));
    expect(await progressAfter(lost)).toEqual({ begun: 'startExecution' });
  });

  it('is empty if Step Functions refuses the change', async () => {
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
  it('starts before the deadline and gets the deadline signal, so AWS is not called again later', async () => {
    const given: unknown[] = [];
    const { ports, progress, deadline } = createDelivery({
      [port]: async (...parameters: unknown[]) => void given.push(parameters.at(-1)),
    });

    await begin(ports);

    expect(progress).toEqual({ begun: port, done: true });
    expect(given).toEqual([deadline.signal]);
  });

  it('that starts before the deadline can become done after the deadline', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { ports, progress, deadline } = createDelivery({ [port]: () => promise });
    const working = begin(ports);

    deadline.abort();
    expect(progress).toEqual({ begun: port });
    resolve();
    await working;

    expect(progress).toEqual({ begun: port, done: true });
  });

  it('does not start after the deadline', async () => {
    const { world, ports, progress, deadline } = createDelivery();
    deadline.abort();

    await expect(begin(ports)).rejects.toBeInstanceOf(LateError);

    expect(progress).toEqual({});
    expect([...world.workflow.completed, ...world.started, ...world.stopped]).toEqual([]);
  });
});

describe('Slack', () => {
  it('is called before the deadline', async () => {
    const { world, ports } = createDelivery();
    expect(await ports.client()).toBe(await world.usual.client());
  });

  it('is not called after the deadline', async () => {
    const { ports, deadline } = createDelivery();
    deadline.abort();
    await expect(ports.client()).rejects.toBeInstanceOf(LateError);
  });

  it('is not called if its secret arrives after the deadline', async () => {
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
  it('has no line for a call that did not start, because this is not a failure', async () => {
    const { world, ports } = createDelivery();
    const late: unknown = await inTime(AbortSignal.abort(), forever()).catch((error: unknown) => error);

    ports.log({ level: 'error', event: 'update_failed', error: late });

    expect(late).toBeInstanceOf(LateError);
    expect(world.lines).toEqual([]);
  });

  it('has all other lines, even after the deadline', () => {
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
