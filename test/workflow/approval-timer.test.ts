import { SendTaskFailureCommand, SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const SECOND = 1_000;
const WEEK = 604_800 * SECOND;
const VOTE = {
  decision: { action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at: '2026-11-24T09:00:01.000Z' },
};

/** A request for two approvals that was sent, and its timer. It expires after a week. */
async function askedForTwo() {
  const aws = await startEmbeddedAws();
  const slack = createFakeSurface('slack', { inPlace: true });
  const countersign = await installCountersign(aws, [slack]);
  const { tokens, outcomes, outcomesEnded } = countersign;
  const ticks: unknown[] = [];
  const { tick = async () => undefined } = aws.functions;
  aws.functions.tick = (...call) => {
    ticks.push(call);
    return tick(...call);
  };
  const execution = await aws.start(definitionOf('approval-emails'), { name: 'Ben', approvals: 2 });
  await aws.recorded(execution, 'TaskSubmitted');
  const token = () => tokens.Ben ?? '';
  /** Waits until both machines have set the clock: for a next attempt, for a timeout, or for a tick. */
  const pausing = async () => {
    while (aws.clock.timers.size < 2) await new Promise(setImmediate);
  };
  const timer = `arn:aws:states:us-east-1:123456789012:execution:ApprovalTimer:${approvalId(token())}`;
  return {
    aws,
    slack,
    ticks,
    execution,
    timer,
    pausing,
    /** How many executions of ApprovalOutcome tell the end. */
    outcomes: () => outcomes().length,
    outcomesEnded,
    until: new Date(aws.clock.now().getTime() + WEEK),
    /** Goes on by this time, until the timer waits for its next tick, or has ended. */
    async advance(milliseconds: number, numberOfTicks = 1) {
      aws.clock.advance(milliseconds);
      await aws.recorded(timer, 'ChoiceStateExited', numberOfTicks);
    },
    /** One vote of two. The next round begins a second later. */
    async vote() {
      const cause = JSON.stringify(VOTE);
      const failure = { taskToken: token(), error: 'Countersign.NextRound', cause };
      await aws.sfn.send(new SendTaskFailureCommand(failure));
      await aws.recorded(execution, 'TaskFailed', slack.asks.length);
      await pausing();
    },
    async nextRound() {
      const asks = slack.asks.length;
      aws.clock.advance(SECOND);
      await aws.until(() => slack.asks.length > asks);
      await aws.recorded(execution, 'TaskSubmitted', asks + 1);
    },
    approve: () =>
      aws.sfn.send(new SendTaskSuccessCommand({ taskToken: token(), output: JSON.stringify(VOTE) })),
    stop: () => aws.sfn.send(new StopExecutionCommand({ executionArn: execution })),
    async result() {
      const { output = '{}' } = await aws.ended(execution);
      return JSON.parse(output).output;
    },
  };
}

describe('ApprovalTimer', () => {
  test('ends a request after the timeout of its first round, although each round starts the timeout anew', async () => {
    const { aws, slack, timer, until, ...request } = await askedForTwo();
    aws.clock.advance(WEEK / 2);
    await request.vote();
    await request.nextRound();
    expect(slack.asks.map(({ approval }) => approval.state)).toMatchObject([{ until }, { until }]);

    await request.advance(WEEK / 2 + 4 * SECOND);
    const { Error: error, Cause: cause } = await request.result();
    expect(error).toBe('Countersign.Expired');
    expect(JSON.parse(cause)).toMatchObject({ decisions: [VOTE.decision] });

    await request.advance(5 * SECOND, 2);
    expect(await aws.ended(timer)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
    expect(await request.outcomesEnded()).toEqual(['SUCCEEDED']);
    expect(slack.endings.map(({ approval }) => approval.state)).toEqual([
      { kind: 'ended', resolution: { status: 'expired', at: new Date(until.getTime() + 5 * SECOND) } },
    ]);
  });

  test('leaves the first round to Step Functions', async () => {
    const { aws, timer, until, ...request } = await askedForTwo();
    aws.clock.advance(WEEK);
    expect(await request.result()).toMatchObject({ Error: 'States.Timeout' });
    expect(request.ticks).toEqual([]);
    await request.advance(5 * SECOND);
    expect(await aws.ended(timer)).toMatchObject({ status: 'SUCCEEDED' });
    expect(request.outcomes()).toBe(1);
  });

  test('ends a round that begins after the end', async () => {
    const { aws, ...request } = await askedForTwo();
    aws.clock.advance(WEEK - SECOND);
    await request.vote();
    await request.nextRound();
    aws.clock.advance(4_500);
    await request.vote();
    // The timer ticks between two rounds.
    await request.advance(500);
    await request.nextRound();
    await request.advance(4 * SECOND, 2);
    expect(await request.result()).toMatchObject({ Error: 'Countersign.Expired' });
  });

  test.each(['approve', 'stop'] as const)('ends without a word if the request has ended: %s', async (end) => {
    const { aws, timer, ...request } = await askedForTwo();
    await request.vote();
    await request.nextRound();
    await request[end]();
    await aws.ended(request.execution);
    await request.advance(WEEK + 5 * SECOND);
    await aws.ended(timer);
    expect(request.ticks).toHaveLength(1);
    expect(await request.outcomesEnded()).toEqual(['SUCCEEDED']);
  });

  test('is started once, however many rounds there are', async () => {
    const { aws, timer, ...request } = await askedForTwo();
    for (let round = 0; round < 3; round += 1) {
      await request.vote();
      await request.nextRound();
    }
    const runs = aws.endpoint.stepFunctions
      .executions()
      .filter(({ stateMachineArn }) => stateMachineArn.endsWith('Timer'));
    expect(runs.map(({ executionArn }) => executionArn)).toEqual([timer]);
  });

  test('is started before any message is sent', async () => {
    const aws = await startEmbeddedAws();
    const slack = createFakeSurface('slack', { inPlace: true });
    const { ports } = await installCountersign(aws, [slack]);
    const { startTimerExecution } = ports;
    ports.startTimerExecution = () => Promise.reject(new Error('throttled'));
    const execution = await aws.start(definitionOf('approval-emails'), { name: 'Ben', approvals: 2 });
    await aws.recorded(execution, 'TaskFailed');
    expect(slack.asks).toEqual([]);

    ports.startTimerExecution = startTimerExecution;
    while (aws.clock.timers.size < 1) await new Promise(setImmediate);
    aws.clock.advance(2 * SECOND);
    await aws.recorded(execution, 'TaskSubmitted');
    expect(slack.asks).toHaveLength(1);
  });

  test('goes on after an outage of an hour', async () => {
    const { aws, timer, ...request } = await askedForTwo();
    aws.clock.advance(WEEK / 2);
    await request.vote();
    await request.nextRound();
    const { tick = async () => undefined } = aws.functions;
    const back = request.until.getTime() + 3_600 * SECOND;
    aws.functions.tick = async (...call) => {
      if (aws.clock.now().getTime() < back) throw new Error('the history cannot be read');
      return tick(...call);
    };
    aws.clock.advance(WEEK / 2 + 5 * SECOND);
    for (let failed = 1; aws.clock.now().getTime() < back; failed += 1) {
      await aws.recorded(timer, 'TaskFailed', failed);
      await request.pausing();
      aws.clock.advance(60 * SECOND);
    }
    expect(await request.result()).toMatchObject({ Error: 'Countersign.Expired' });
  });
});
