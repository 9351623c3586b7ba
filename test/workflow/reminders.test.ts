import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { LookFirstError, RepeatableError } from '../../src/approval/repeatable.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const [ANN, BEN, CLEO] = ['ann@example.com', 'ben@example.com', 'cleo@example.com'];
const voteOf = (email: string) => ({
  decision: { action: 'approve', by: email, email, via: 'email', at: '2026-11-24T09:00:01.000Z' },
});
const DOWN = new RepeatableError('Slack is down', { cause: undefined });

/** A request that was sent in a chat and by mail. */
async function asked(request: object, inSlack: Partial<Surface> = {}) {
  const aws = await startEmbeddedAws();
  const slack = createFakeSurface('slack', { inPlace: true, ...inSlack });
  const email = createFakeSurface('email');
  const { tokens, outcomesEnded, lines } = await installCountersign(aws, [slack, email]);
  const execution = await aws.start(definitionOf('approval-emails'), { name: 'Ben', ...request });
  await aws.recorded(execution, 'TaskSubmitted');
  const id = approvalId(tokens.Ben ?? '');
  const timerOf = (stage: number) =>
    `arn:aws:states:us-east-1:123456789012:execution:ApprovalTimer:${id}${stage > 1 ? `-${stage}` : ''}`;
  /** Waits until each execution that runs has set the clock: for a timeout, or for a tick. */
  const waiting = async () => {
    const running = () =>
      aws.endpoint.stepFunctions.executions().filter(({ status }) => status === 'RUNNING');
    while (aws.clock.timers.size < running().length) await new Promise(setImmediate);
  };
  /** Goes on by this time, until a timer has ticked and sent its notices. */
  const advance = async (milliseconds: number, stage = 1) => {
    const entered = (type: string) => {
      const { history } = aws.execution(timerOf(stage));
      return history.filter((event) => event.type === type).length;
    };
    await waiting();
    const before = entered('WaitStateExited');
    aws.clock.advance(milliseconds);
    await aws.until(() => {
      const waits = entered('WaitStateExited');
      const isOver = aws.execution(timerOf(stage)).status !== 'RUNNING';
      return isOver || (waits > before && entered('WaitStateEntered') > waits);
    });
  };
  return {
    aws,
    slack,
    email,
    lines,
    execution,
    timer: timerOf(1),
    timerOf,
    outcomesEnded,
    advance,
    /** A vote after which more are needed. The next round begins a second later. */
    async vote(by: string) {
      const asks = slack.asks.length;
      const failure = { taskToken: tokens.Ben ?? '', error: 'Countersign.NextRound' };
      await aws.sfn.send(new SendTaskFailureCommand({ ...failure, cause: JSON.stringify(voteOf(by)) }));
      await aws.recorded(execution, 'TaskFailed', asks);
      await waiting();
      aws.clock.advance(SECOND);
      await aws.recorded(execution, 'TaskSubmitted', asks + 1);
    },
    async approve() {
      const output = JSON.stringify(voteOf(ANN));
      await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens.Ben ?? '', output }));
      await aws.ended(execution);
    },
    /** Waits until a timer has sent its notices, and waits for the next tick. */
    async sent() {
      await aws.until(() => {
        const { history, status } = aws.execution(timerOf(1));
        return status !== 'RUNNING' || history.at(-1)?.type === 'WaitStateEntered';
      });
    },
    /** Waits until a step of the timer has failed this often, and then for the time of the next try. */
    async nextTry(failures: number, milliseconds: number) {
      await aws.recorded(timerOf(1), 'TaskFailed', failures);
      await waiting();
      aws.clock.advance(milliseconds);
    },
  };
}

const sentIn = ({ notices }: ReturnType<typeof createFakeSurface>) =>
  notices.map(({ notice: { id, approvers } }) => [id.replace('stage-', ''), approvers]);

describe('ApprovalTimer', () => {
  test('reminds on each surface, until the request has ended', async () => {
    const { aws, slack, email, timer, outcomesEnded, ...request } = await asked({
      approvers: [ANN, BEN],
      remind: { after: '10m', every: '1h' },
    });
    await request.advance(10 * MINUTE);
    await request.advance(60 * MINUTE);
    const twice = [
      ['1-reminder-1', [ANN, BEN]],
      ['1-reminder-2', [ANN, BEN]],
    ];
    expect({ slack: sentIn(slack), email: sentIn(email) }).toEqual({ slack: twice, email: twice });

    await request.approve();
    await request.advance(60 * MINUTE);
    expect(await aws.ended(timer)).toMatchObject({ status: 'SUCCEEDED' });
    expect(sentIn(slack)).toHaveLength(2);
    expect(await outcomesEnded()).toEqual(['SUCCEEDED']);
  });

  test('reminds only those who have not voted, and of each stage its own people', async () => {
    const { slack, timerOf, aws, timer, ...request } = await asked({
      stages: [{ approvers: [ANN, BEN], approvals: 2 }, { approvers: [CLEO, ANN] }],
      remind: { after: '10m', every: '10m' },
    });
    await request.vote(ANN);
    await request.advance(10 * MINUTE);
    await request.vote(BEN);
    await request.advance(10 * MINUTE, 2);
    expect(sentIn(slack)).toEqual([
      ['1-reminder-1', [BEN]],
      ['2-reminder-1', [CLEO, ANN]],
    ]);
    // The timer of the first stage has found that its stage is over.
    expect(await aws.ended(timer)).toMatchObject({ status: 'SUCCEEDED' });
    expect(aws.execution(timerOf(2)).status).toBe('RUNNING');
  });

  test('escalates, and later rounds and the end bring the new messages up to date', async () => {
    const { slack, email, ...request } = await asked({
      approvers: [ANN, BEN],
      approvals: 2,
      escalate: [
        { after: '10m', to: [CLEO] },
        { after: '20m', to: ['dan@example.com'] },
      ],
    });
    await request.advance(10 * MINUTE);
    expect(sentIn(slack)).toEqual([['1-escalation-1', [CLEO]]]);
    expect(sentIn(email)).toEqual(sentIn(slack));
    const cleo = { message: 'slack 1', 'stage-1-escalation-1': 'slack 1' };
    await request.vote(ANN);
    expect(slack.asks.map(({ ref }) => ref)).toEqual([undefined, cleo]);
    expect(slack.asks[1]?.approval.request.policy.approvers).toEqual([ANN, BEN, CLEO]);

    await request.advance(10 * MINUTE);
    await request.approve();
    expect(await request.outcomesEnded()).toEqual(['SUCCEEDED']);
    const all = { ...cleo, message: 'slack 2', 'stage-1-escalation-2': 'slack 2' };
    expect(slack.endings.map(({ ref }) => ref)).toEqual([all]);
    expect(slack.endings[0]?.approval.request.policy.approvers).toContain('dan@example.com');
  });

  test('closes the messages of an escalation during which the request ends', async () => {
    const notify = createFakeSurface('slack').notify;
    const { slack, ...request } = await asked(
      { approvers: [ANN], escalate: [{ after: '10m', to: [CLEO] }] },
      {
        async notify(...call) {
          await request.approve();
          await request.outcomesEnded();
          return notify?.(...call) ?? { reference: undefined };
        },
      },
    );
    await request.advance(10 * MINUTE);
    expect(await request.outcomesEnded()).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const cleo = { message: 'slack 1', 'stage-1-escalation-1': 'slack 1' };
    expect(slack.endings.map(({ ref }) => ref)).toEqual([{ message: 'slack 1' }, cleo]);
  });

  test('sends a reminder once after a surface was down, and the others at once', async () => {
    let calls = 0;
    const { slack, email, lines, ...request } = await asked(
      { approvers: [ANN], remind: { after: '10m' } },
      {
        async notify(_, __, ___, reference) {
          calls += 1;
          if (calls <= 3) throw DOWN;
          return { reference };
        },
      },
    );
    request.aws.clock.advance(10 * MINUTE);
    for (const [index, pause] of [2, 4, 8].entries()) await request.nextTry(index + 1, pause * SECOND);
    await request.sent();
    expect({ calls, byMail: sentIn(email) }).toEqual({ calls: 4, byMail: [['1-reminder-1', [ANN]]] });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('gives a reminder up after five minutes, reports it, and still ends the request in time', async () => {
    const { aws, slack, email, lines, timer, execution, ...request } = await asked(
      { approvers: [ANN, BEN], approvals: 2, remind: { after: '10m' } },
      { notify: () => Promise.reject(DOWN) },
    );
    aws.clock.advance(MINUTE);
    await request.vote(ANN);
    aws.clock.advance(9 * MINUTE);
    let waited = 0;
    for (const [index, pause] of [2, 4, 8, 16, 32, 60, 60, 60, 60].entries()) {
      await request.nextTry(index + 1, pause * SECOND);
      waited += pause;
    }
    await request.sent();
    expect(waited).toBe(302);
    expect(sentIn(email)).toEqual([['1-reminder-1', [BEN]]]);
    const reported = { surface: 'slack', notice: 'stage-1-reminder-1', error: 'Countersign.TryAgain' };
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'notify_failed', ...reported },
    ]);
    await request.advance((7 * 24 * 60 - 10) * MINUTE - waited * SECOND + 4 * SECOND);
    expect(JSON.parse((await aws.ended(execution)).output ?? '{}').output).toMatchObject({
      Error: 'Countersign.Expired',
    });
  });

  test('does not repeat a reminder whose function crashed after it had sent', async () => {
    let calls = 0;
    const { aws, lines, timer, ...request } = await asked(
      { approvers: [ANN], remind: { after: '10m', every: '10m' } },
      {
        async notify(_, __, ___, reference) {
          calls += 1;
          if (calls === 1) throw new Error('Runtime exited');
          return { reference };
        },
      },
    );
    await request.advance(10 * MINUTE);
    expect(calls).toBe(1);
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'notify_failed', surface: 'slack', error: 'Error' }),
    );
    await request.advance(10 * MINUTE);
    expect(calls).toBe(2);
  });

  test('looks for a reminder that may have been sent, at each later attempt', async () => {
    const attempts: (true | undefined)[] = [];
    const { lines, ...request } = await asked(
      { approvers: [ANN], remind: { after: '10m' } },
      {
        async notify({ mayBeSent }, _, __, reference) {
          attempts.push(mayBeSent);
          if (attempts.length === 1) throw new LookFirstError('lost', { cause: undefined });
          if (attempts.length === 2) throw DOWN;
          return { reference };
        },
      },
    );
    request.aws.clock.advance(10 * MINUTE);
    await request.nextTry(1, 2 * SECOND);
    await request.nextTry(2, 2 * SECOND);
    await request.sent();
    expect(attempts).toEqual([undefined, true, true]);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('sends nothing twice if the answer of a tick is lost', async () => {
    const { aws, slack, ...request } = await asked({ approvers: [ANN], remind: { after: '10m' } });
    const { tick = async () => undefined } = aws.functions;
    let lost = false;
    aws.functions.tick = async (...call) => {
      const answer = await tick(...call);
      if (lost) return answer;
      lost = true;
      throw new Error('the answer is lost');
    };
    aws.clock.advance(10 * MINUTE);
    await request.nextTry(1, 2 * SECOND);
    await request.sent();
    expect(sentIn(slack)).toEqual([['1-reminder-1', [ANN]]]);
  });
});
