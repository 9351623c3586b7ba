import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { announceVerdict } from '../../src/approval/outcome.ts';
import { BY_ADDRESS } from '../../src/approval/people.ts';
import { press } from '../../src/approval/press.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createCompleteTask } from '../../src/aws/step-functions.ts';
import type { CompleteTask } from '../../src/callback/outcome.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createHurriedClock } from '../local/aws/hurried-clock.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const DEFINITION = definitionOf('approval-emails');

/** The embedded AWS with a clock that skips the delays before retries. */
async function startHurriedAws() {
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  return { ...aws, clock: { ...aws.clock, ...clock } };
}

test('an approved execution succeeds even if the decision cannot be announced', async () => {
  const { functions, start, ended, recorded, sfn } = await startHurriedAws();
  const tokens: string[] = [];
  const announced: unknown[] = [];
  functions['request-approval'] = async (event) => {
    tokens.push((event as { token: string }).token);
    return {};
  };
  functions['tell-outcome'] = async (event) => {
    announced.push(event);
    throw new Error('Step Functions is away');
  };
  const executionArn = await start(DEFINITION, { name: 'Ben' });
  await recorded(executionArn, 'TaskSubmitted');

  await sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{"name_in_output":"Ben"}' }));

  const { status, output = '' } = await ended(executionArn);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toEqual({ name: 'Ben', output: { name_in_output: 'Ben' } });
  const event = { execution: executionArn, entered: expect.stringMatching(/^2026-11-24T.*Z$/) };
  expect(announced).toEqual(Array(7).fill(event));
});

test('a request that cannot be sent fails the execution with the error NothingSent', async () => {
  const { functions, start, ended } = await startEmbeddedAws();
  functions['request-approval'] = () =>
    Promise.reject(Object.assign(new Error('2 surfaces failed'), { name: 'NothingSent' }));

  const execution = await ended(await start(DEFINITION, { name: 'Ben' }));

  expect(execution).toMatchObject({ status: 'FAILED', error: 'NothingSent' });
});

const away = () => new RepeatableError('Slack did not answer, or was busy.', { cause: new Error('refused') });

describe('a request that no surface took', () => {
  test('is asked again, and its approval has the id of the first attempt', async () => {
    const aws = await startHurriedAws();
    let calls = 0;
    const slack = createFakeSurface('slack');
    const surface: Surface = {
      ...slack,
      async show(...given) {
        calls += 1;
        if (calls < 4) throw away();
        return slack.show(...given);
      },
    };
    const { tokens } = await installCountersign(aws, [surface]);
    const execution = await aws.start(DEFINITION, { name: 'Ben' });
    await aws.recorded(execution, 'TaskSubmitted');

    expect(slack.asks).toHaveLength(1);
    expect(slack.asks[0]?.approval.rounds).toHaveLength(4);
    await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens.Ben, output: '{}' }));
    expect((await aws.ended(execution)).status).toBe('SUCCEEDED');
  });

  test('is asked for at least 15 minutes, and then fails with the reason', async () => {
    const aws = await startHurriedAws();
    const { told } = await installCountersign(aws, [
      createFakeSurface('slack', { show: () => Promise.reject(away()) }),
    ]);
    const execution = await aws.start(DEFINITION, { name: 'Ben' });

    const { status, error, cause = '' } = await aws.ended(execution);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Countersign.TryAgain' });
    expect(JSON.parse(cause).errorMessage).toBe(
      'The approval request could not be sent. Slack: something went wrong. The log has the details.',
    );
    // With full jitter, the delays have half of this length on average.
    expect(aws.clock.elapsed()).toBeGreaterThan(2 * 15 * 60 * 1000);
    expect(await told(execution)).toHaveLength(1);
  });

  test('arrives also when 60 come at once, and the channel takes one message a second', async () => {
    const aws = await startHurriedAws();
    let nextAt = 0;
    const slack = createFakeSurface('slack');
    const surface: Surface = {
      ...slack,
      async show(...given) {
        const now = aws.clock.now().getTime();
        if (now < nextAt) {
          throw new RepeatableError('busy', { cause: new Error('429'), isBusy: true });
        }
        nextAt = now + 1_000;
        return slack.show(...given);
      },
    };
    await installCountersign(aws, [surface]);
    const machine = await aws.createStateMachine(DEFINITION);
    const names = Array.from({ length: 60 }, (_, index) => `Ben ${index}`);
    const executions = names.map((name) =>
      aws.endpoint.stepFunctions.startExecution(machine, undefined, JSON.stringify({ name })),
    );
    await aws.until(() =>
      executions.every(
        ({ status, history }) => status !== 'RUNNING' || history.some(({ type }) => type === 'TaskSubmitted'),
      ),
    );

    expect(executions.filter(({ status }) => status !== 'RUNNING')).toEqual([]);
    expect(slack.asks.map(({ approval }) => approval.request.name).sort()).toEqual([...names].sort());
  });
});

test('a function that crashed is called again, and a button of its message decides the new attempt', async () => {
  const aws = await startHurriedAws();
  const slack = createFakeSurface('slack');
  const { payloads, ports, told } = await installCountersign(aws, [slack]);
  const ask = aws.functions['request-approval'];
  let crashes = 1;
  aws.functions['request-approval'] = async (...given) => {
    const sent = await ask?.(...given);
    if (crashes-- > 0) throw Object.assign(new Error('out of memory'), { name: 'Runtime.ExitError' });
    return sent;
  };
  const execution = await aws.start(DEFINITION, { name: 'Ben' });
  await aws.recorded(execution, 'TaskSubmitted');
  expect(slack.asks.map(({ approval }) => approval.rounds.length)).toEqual([1, 2]);
  expect(slack.asks[1]?.approval.id).toBe(slack.asks[0]?.approval.id);

  // The first message is an orphan: its function returned nothing, so its buttons have the token of a task that failed.
  const [orphan] = payloads;
  if (!orphan) throw new TypeError('nothing was sealed');
  const verdict = await press('3-AAAA', () => ({ who: { id: 'U1' }, via: 'slack', decides: true }), {
    ...ports,
    open: async () => orphan,
    completeTask: createCompleteTask(aws.sfn) as CompleteTask,
    people: BY_ADDRESS,
    nextRoundWithinMs: 0,
    note: () => undefined,
  });
  expect(verdict).toMatchObject({ kind: 'taken', resolution: { status: 'approved' } });
  expect((await aws.ended(execution)).status).toBe('SUCCEEDED');

  // The press announces the attempt that it decided, not the one of its button, and so does the end of the execution.
  await announceVerdict(verdict, ports);
  expect(await told(execution)).toEqual(['SUCCEEDED']);
  expect(slack.endings).toHaveLength(1);
  expect(slack.told).toHaveLength(1);
});
