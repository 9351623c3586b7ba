import {
  type GetExecutionHistoryInput,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import { linksTo, payloadOfLink } from '../../src/approval/links.ts';
import { isSameAddress, type People } from '../../src/approval/people.ts';
import { press } from '../../src/approval/press.ts';
import type { Verdict } from '../../src/approval/verdict.ts';
import { createCompleteTask } from '../../src/aws/step-functions.ts';
import type { CompleteTask } from '../../src/callback/outcome.ts';
import type { Payload } from '../../src/callback/payload.ts';
import type { LambdaFunction } from '../../src/local/aws/lambda/lambda.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../local/aws/embedded-aws.ts';
import { createHurriedClock } from '../local/aws/hurried-clock.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const ANN: Person = { id: 'U00000ANN', name: 'Ann', email: 'ann@example.com' };
const CAROL: Person = { id: 'U0000CAROL', name: 'Carol', email: 'carol@example.com' };
const BOB: Person = { id: 'U00000BOB', name: 'Bob', email: 'bob@example.com' };

/** Compares people by their addresses, else by their ids. */
const people: People = {
  async isSame(a, b) {
    if (a.email && b.email) return isSameAddress(a.email, b.email) ? 'yes' : 'no';
    if (a.id && b.id) return a.id === b.id ? 'yes' : 'no';
    return 'cannot tell';
  },
  isMember: async (group, { id }) => (group === id ? 'yes' : 'no'),
};

/** A request that runs in the embedded AWS, and the people who answer it. */
async function startRequest(
  input: object,
  definition = definitionOf('approval-emails'),
  functions: Readonly<Record<string, LambdaFunction>> = {},
) {
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  const slack = createFakeSurface('slack', { inPlace: true });
  const email = createFakeSurface('email');
  const { payloads, ports, told } = await installCountersign(
    { ...aws, clock: { ...aws.clock, ...clock } } as typeof aws,
    [slack, email],
  );
  Object.assign(aws.functions, functions);
  const execution = await aws.start(definition, { name: 'Ben', ...input });
  await aws.recorded(execution, 'TaskSubmitted');
  /** Presses a button of one round, by default of the newest. */
  const answer = (who: Person, action: 'approve' | 'reject' = 'approve', round = -1): Promise<Verdict> => {
    const all = payloads.filter((payload) => payload.action.name === action);
    const payload = all.at(round) as Payload;
    return press('3-AAAA', () => ({ who, via: 'slack', decides: true }), {
      ...ports,
      open: async () => payload,
      completeTask: createCompleteTask(aws.sfn) as CompleteTask,
      people,
      nextRoundWithinMs: 10_000,
      note: () => undefined,
    });
  };
  /** Names another person with the first button of the newest round. */
  const delegate = (who: Person, person: string): Promise<Verdict> => {
    const payload = payloads.findLast(({ action }) => action.name === 'approve') as Payload;
    return press('3-AAAA', () => ({ who, via: 'slack', decides: true, delegateTo: { person } }), {
      ...ports,
      open: async () => payload,
      completeTask: createCompleteTask(aws.sfn) as CompleteTask,
      people,
      nextRoundWithinMs: 10_000,
      note: () => undefined,
    });
  };
  /** Waits until this many rounds were asked. */
  const asked = (rounds: number) => aws.until(() => slack.asks.length >= rounds);
  return { aws, execution, slack, email, payloads, answer, delegate, asked, told };
}

describe('a request that needs two approvals', () => {
  test('goes on after the first, and ends with the second', async () => {
    const { aws, execution, slack, email, answer, asked } = await startRequest({ approvals: 2 });
    const first = await answer(ANN);
    expect(first).toMatchObject({ kind: 'counted', approval: { state: { needed: 1 } } });
    await asked(2);
    expect(slack.asks[1]?.approval.state).toMatchObject({ kind: 'waiting', needed: 1 });
    expect(slack.asks[1]?.ref).toEqual({ message: 'slack 1' });
    expect(email.asks.length).toBe(1);
    expect(await answer(BOB)).toMatchObject({ kind: 'taken', resolution: { status: 'approved' } });
    const { status, output = '' } = await aws.ended(execution);
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output).output).toMatchObject({
      decision: { by: 'Bob' },
      decisions: [{ by: 'Ann' }, { by: 'Bob' }],
    });
  });
});

describe('an approver', () => {
  test("names another person, who decides in the approver's place", async () => {
    const input = { approvers: ['U00000ANN', 'U00000BOB'], approvals: 2, delegation: 'anyone' };
    const { aws, execution, slack, answer, delegate, asked } = await startRequest(input);
    expect(await delegate(ANN, 'U0000CAROL')).toMatchObject({ kind: 'delegated' });
    await asked(2);
    expect(slack.asks[1]?.approval.request.policy.approvers).toEqual(['U00000BOB', 'U0000CAROL']);
    expect(await answer(ANN)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'NotAllowed', message: expect.stringContaining('You have delegated this') },
    });
    expect(await answer({ id: 'U0000CAROL', name: 'Carol' })).toMatchObject({ kind: 'counted' });
    await asked(3);
    expect(await answer(BOB)).toMatchObject({ kind: 'taken' });
    const { output = '' } = await aws.ended(execution);
    expect(JSON.parse(output).output).toMatchObject({
      decisions: [{ by: 'Carol' }, { by: 'Bob' }],
      delegations: [{ from: { by: 'Ann', user_id: 'U00000ANN' }, to: 'U0000CAROL' }],
    });
  });

  test.each([
    ['itself', ANN, 'U00000ANN', 'You cannot delegate to yourself. Name another person.'],
    ['a person who is no approver', ANN, 'U00000DAN', 'Only another approver of this request'],
    ['a group', ANN, 'S0123456789', 'Name one person'],
  ])('cannot name %s', async (_, who, to, reason) => {
    const { delegate } = await startRequest({
      stages: [{ approvers: ['U00000ANN', 'U00000BOB'] }, { approvers: ['U0000CAROL'] }],
    });
    const verdict = await delegate(who, to);
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'DelegationRefused' } });
    expect(verdict).toMatchObject({ refusal: { message: expect.stringContaining(reason) } });
  });
});

test('an old button votes in the round that waits, under the votes as they are now', async () => {
  const { answer, asked } = await startRequest({ approvals: 3 });
  expect(await answer(ANN)).toMatchObject({ kind: 'counted', approval: { state: { needed: 2 } } });
  await asked(2);
  expect(await answer(BOB, 'approve', 0)).toMatchObject({
    kind: 'counted',
    approval: { state: { needed: 1 } },
  });
  await asked(3);
  expect(await answer(CAROL, 'approve', 0)).toMatchObject({ kind: 'taken' });
});

test('a vote is counted once, and its person can change it until the request is decided', async () => {
  const { aws, execution, answer, asked } = await startRequest({ approvals: 2, rejections: 2 });
  await answer(ANN);
  await asked(2);
  expect(await answer(ANN)).toMatchObject({ kind: 'counted', unchanged: true });
  expect(await answer(ANN, 'reject')).toMatchObject({ kind: 'counted', approval: { state: { needed: 2 } } });
  await asked(3);
  expect(await answer(BOB, 'reject')).toMatchObject({ kind: 'taken', resolution: { status: 'rejected' } });
  const { output = '' } = await aws.ended(execution);
  const { Error: error, Cause } = JSON.parse(output).output;
  expect(error).toBe('rejected');
  expect(JSON.parse(Cause)).toMatchObject({
    decision: { by: 'Bob' },
    decisions: [
      { by: 'Ann', action: 'reject', replaces: 1 },
      { by: 'Bob', action: 'reject' },
    ],
  });
});

test('stages follow each other, each with its own people', async () => {
  const { aws, execution, slack, email, answer, asked } = await startRequest({
    stages: [
      { approvers: ['U00000ANN', 'U00000BOB'], approvals: 2 },
      { approvers: ['U0000CAROL'], title: 'Security' },
    ],
  });
  expect(await answer(CAROL)).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
  await answer(ANN);
  await asked(2);
  await answer(BOB);
  await asked(3);
  expect(slack.asks[2]?.approval).toMatchObject({
    request: { policy: { approvers: ['U0000CAROL'] } },
    state: { stage: 1, needed: 1 },
  });
  // One e-mail for each stage.
  expect(email.asks.length).toBe(2);
  // The turn of Ann is over: her vote still counts, and does not change.
  expect(await answer(ANN)).toMatchObject({ kind: 'counted', unchanged: true });
  expect(await answer(ANN, 'reject')).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
  expect(await answer(CAROL)).toMatchObject({ kind: 'taken' });
  expect(JSON.parse((await aws.ended(execution)).output ?? '').output.decisions).toMatchObject([
    { by: 'Ann', stage: 1 },
    { by: 'Bob', stage: 1 },
    { by: 'Carol', stage: 2 },
  ]);
});

test('the press that began the next stage decides nothing in it when it is delivered again', async () => {
  const { answer, asked, slack } = await startRequest({
    stages: [{ approvers: ['U00000ANN'] }, { approvers: ['U00000ANN', 'U00000BOB'] }],
  });
  await answer(ANN);
  await asked(2);
  expect(await answer(ANN, 'approve', 0)).toMatchObject({ kind: 'counted', unchanged: true });
  expect(slack.asks).toHaveLength(2);
});

test('a state without the Retry fails at the first vote, and the message and the requester learn what is missing', async () => {
  const definition = definitionOf('approval-emails');
  definition.States.SendApprovalRequest.Retry = [];
  const { aws, execution, slack, answer, told } = await startRequest({ approvals: 2 }, definition);
  await answer(ANN);
  expect(await aws.ended(execution)).toMatchObject({ status: 'FAILED', error: 'Countersign.NextRound' });
  await told(execution);
  const missing = expect.stringContaining('its state has no Retry for the error Countersign.NextRound');
  expect(slack.endings.at(-1)?.approval.state).toMatchObject({
    resolution: { status: 'failed', cause: missing },
  });
  expect(slack.told.at(-1)?.news.approval.state).toMatchObject({ resolution: { cause: missing } });
});

test('after a rejection, a redrive begins a new approval without votes, in the same message', async () => {
  const definition = definitionOf('approval-emails');
  definition.States.SendApprovalRequest.Catch = [];
  const { aws, execution, slack, answer, asked } = await startRequest({ approvals: 2 }, definition);
  await answer(ANN);
  await asked(2);
  await answer(BOB, 'reject');
  expect(await aws.ended(execution)).toMatchObject({ status: 'FAILED', error: 'rejected' });
  await aws.sfn.send(new RedriveExecutionCommand({ executionArn: execution }));
  await asked(3);
  expect(slack.asks[2]).toMatchObject({
    approval: { state: { kind: 'waiting', votes: [], needed: 2 } },
    ref: { message: 'slack 2' },
  });
  // The old button belongs to the approval that was rejected.
  expect(await answer(ANN, 'approve', 0)).toMatchObject({
    kind: 'ended',
    resolution: { status: 'rejected' },
  });
  expect(await answer(ANN)).toMatchObject({ kind: 'counted' });
});

test('three stages go on one after the other, also with a vote that is changed, and a rejection in the last one counts', async () => {
  const { aws, execution, slack, answer, asked } = await startRequest({
    stages: [
      { approvers: ['U00000ANN', 'U00000BOB'], approvals: 2, rejections: 2 },
      { approvers: ['U0000CAROL'] },
      { approvers: ['U00000ANN', 'U0000CAROL'], rejections: 2, approvals: 2 },
    ],
  });
  await answer(BOB, 'reject');
  await asked(2);
  await answer(BOB);
  await asked(3);
  await answer(ANN);
  await asked(4);
  await answer(CAROL);
  await asked(5);
  expect(slack.asks.map(({ approval }) => approval.state)).toMatchObject(
    [0, 0, 0, 1, 2].map((stage) => ({ stage })),
  );
  // The buttons of the first round, whose stage is over.
  expect(await answer(ANN, 'reject', 0)).toMatchObject({
    kind: 'counted',
    approval: { state: { stage: 2 } },
  });
  await asked(6);
  expect(await answer(CAROL, 'reject', 0)).toMatchObject({
    kind: 'taken',
    resolution: { status: 'rejected' },
  });
  const { output = '' } = await aws.ended(execution);
  expect(JSON.parse(JSON.parse(output).output.Cause).decisions).toMatchObject([
    { by: 'Bob', action: 'approve', replaces: 1, stage: 1 },
    { by: 'Ann', action: 'approve', stage: 1 },
    { by: 'Carol', action: 'approve', stage: 2 },
    { by: 'Ann', action: 'reject', stage: 3 },
    { by: 'Carol', action: 'reject', stage: 3 },
  ]);
});

test('of two votes at once, one goes into the next round, and each counts once', async () => {
  const { aws, execution, answer } = await startRequest({ approvals: 2 });
  const verdicts = await Promise.all([answer(ANN), answer(BOB)]);
  expect(verdicts.map(({ kind }) => kind).sort()).toEqual(['counted', 'taken']);
  const { output = '' } = await aws.ended(execution);
  const voters = JSON.parse(output).output.decisions.map(({ by }: { by: string }) => by);
  expect(voters.sort()).toEqual(['Ann', 'Bob']);
});

test('a crash of the function between two rounds loses no vote, and posts no second message', async () => {
  const { aws, execution, slack, answer, asked } = await startRequest({ approvals: 2 });
  const requests = aws.functions['request-approval'];
  aws.functions['request-approval'] = async (event, context) => {
    if (requests) aws.functions['request-approval'] = requests;
    await requests?.(event, context);
    throw Object.assign(new Error('the process has ended'), { name: 'Runtime.ExitError' });
  };
  await answer(ANN);
  await asked(3);
  expect(slack.asks.slice(1)).toMatchObject([
    { approval: { state: { needed: 1 } }, ref: { message: 'slack 1' } },
    { approval: { state: { needed: 1 } }, ref: { message: 'slack 1' } },
  ]);
  // The buttons of the attempt that crashed.
  expect(await answer(BOB, 'approve', 1)).toMatchObject({ kind: 'taken' });
  expect(JSON.parse((await aws.ended(execution)).output ?? '').output.decisions).toHaveLength(2);
});

test('two requests of one execution at the same time count their own votes', async () => {
  const definition = definitionOf('approval-emails');
  const { SendApprovalRequest } = definition.States;
  const { Next: _, Catch: __, ...task } = SendApprovalRequest;
  const branch = (name: string) => ({
    StartAt: name,
    States: { [name]: { ...task, ResultPath: '$', End: true } },
  });
  const parallel = {
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('First'), branch('Second')], End: true } },
  };
  const { aws, execution, slack, payloads, answer, asked } = await startRequest({ approvals: 2 }, parallel);
  await asked(2);
  const ids = payloads
    .filter(({ action }) => action.name === 'approve')
    .map(({ transactionId }) => transactionId);
  const first = 0;
  const second = ids.findIndex((id) => id !== ids[first]);
  expect(await answer(ANN, 'approve', first)).toMatchObject({ kind: 'counted' });
  expect(await answer(ANN, 'approve', second)).toMatchObject({ kind: 'counted' });
  await asked(4);
  expect(slack.asks.slice(2).map(({ approval }) => approval.rounds.length)).toEqual([2, 2]);
  expect(await answer(BOB, 'approve', first)).toMatchObject({ kind: 'taken' });
  expect(await answer(CAROL, 'approve', second)).toMatchObject({ kind: 'taken' });
  const voters = JSON.parse((await aws.ended(execution)).output ?? '').map(
    ({ decisions }: { decisions: readonly { by: string }[] }) => decisions.map(({ by }) => by),
  );
  expect(voters.sort()).toEqual([
    ['Ann', 'Bob'],
    ['Ann', 'Carol'],
  ]);
});

/** `npm run test:load` votes on 200. */
const REQUESTS = Number(process.env.REQUESTS ?? 30);

test(`of ${REQUESTS} requests, on which nine people vote at once, each ends with five votes, and each person learns the truth`, async () => {
  const VOTERS = 9;
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  const slack = createFakeSurface('slack', { inPlace: true });
  const { payloads, ports } = await installCountersign(
    { ...aws, clock: { ...aws.clock, ...clock } } as typeof aws,
    [slack],
  );
  const machine = await aws.createStateMachine(definitionOf('approval-emails'));
  const executions = Array.from({ length: REQUESTS }, (_, index) =>
    aws.endpoint.stepFunctions.startExecution(
      machine,
      undefined,
      JSON.stringify({ name: `Ben ${index}`, approvals: 5 }),
    ),
  );
  await aws.until(() =>
    executions.every(({ history }) => history.some(({ type }) => type === 'TaskSubmitted')),
  );
  const first = new Map(slack.asks.map(({ approval }) => [approval.execution, approval]));
  const pressPorts = {
    ...ports,
    completeTask: createCompleteTask(aws.sfn) as CompleteTask,
    people,
    nextRoundWithinMs: 60 * 60_000,
    pause: () => new Promise<void>((resolve) => void setImmediate(resolve)),
    note: () => undefined,
  };
  const vote = async (execution: string, index: number): Promise<Verdict> => {
    const email = `voter${index}@example.com`;
    const approval = first.get(execution);
    const [link] =
      (approval && linksTo(approval, { surface: 'email', confirm: true, recipient: email })) ?? [];
    const button = payloads.find(
      ({ action, transactionId }) => action.name === 'approve' && transactionId === approval?.id,
    );
    if (!link || !button) throw new TypeError('nothing was sealed');
    const byLink = index % 2 === 0;
    return press('3-AAAA', () => ({ who: { email }, via: byLink ? 'email' : 'slack', decides: true }), {
      ...pressPorts,
      open: async () => (byLink ? payloadOfLink(link, ports) : button),
    });
  };
  const verdicts = await Promise.all(
    executions.map(({ executionArn }) =>
      Promise.all(Array.from({ length: VOTERS }, (_, index) => vote(executionArn, index))),
    ),
  );
  await aws.until(() => executions.every(({ status }) => status !== 'RUNNING'));
  for (const [index, execution] of executions.entries()) {
    expect(execution.status).toBe('SUCCEEDED');
    const voters: string[] = JSON.parse(execution.output ?? '').output.decisions.map(
      ({ by }: { by: string }) => by,
    );
    expect(new Set(voters).size).toBe(5);
    const accepted = verdicts[index]?.flatMap(({ kind }, voter) =>
      kind === 'counted' || kind === 'taken' ? [`voter${voter}@example.com`] : [],
    );
    expect(accepted?.sort()).toEqual(voters.sort());
    expect(verdicts[index]?.filter(({ kind }) => kind === 'ended')).toHaveLength(4);
  }
}, 120_000);

describe('all votes are counted in an execution with more than 1,000 events, which is more than one page', () => {
  const REQUEST = { name: 'Ben', approvals: 3 };
  const APPROVED = [{ by: 'Ann' }, { by: 'Carol' }, { by: 'Bob' }];

  test('before the state that asks: one page is read, the newest', async () => {
    const { StartAt, States } = definitionOf('approval-emails');
    const before = passStates(600, StartAt);
    const { aws, execution, slack, answer, asked } = await startRequest(REQUEST, {
      StartAt: 'Pass1',
      States: { ...before, ...States },
    });
    const reads = historyReads(aws);

    await answer(ANN);
    await asked(2);
    await answer(CAROL);
    await asked(3);

    expect(aws.execution(execution).history.length).toBeGreaterThan(1_200);
    expect(slack.asks.map(({ approval }) => approval.state)).toMatchObject([
      { needed: 3, votes: [] },
      { needed: 2, votes: [{ who: { name: 'Ann' } }] },
      { needed: 1, votes: [{ who: { name: 'Ann' } }, { who: { name: 'Carol' } }] },
    ]);
    const newest = reads.filter(({ reverseOrder }) => reverseOrder);
    expect(newest.length).toBeGreaterThan(0);
    expect(newest.filter(({ nextToken }) => nextToken)).toEqual([]);
    await answer(BOB);
    const { output = '' } = await aws.ended(execution);
    expect(JSON.parse(output).output).toMatchObject({ decisions: APPROVED });
  });

  test('between two votes: the next page is read too', async () => {
    const { SendApprovalRequest } = definitionOf('approval-emails').States;
    const { Catch: _, Next: __, ...asks } = SendApprovalRequest;
    const other = approvalMachine({ End: undefined, Next: 'Pass1' });
    const after = { ...passStates(600, 'Last'), Last: { Type: 'Succeed' } };
    const { tokens, notify } = tokenCollector();
    const { aws, execution, slack, answer, asked } = await startRequest(
      REQUEST,
      {
        StartAt: 'Both',
        States: {
          Both: {
            Type: 'Parallel',
            End: true,
            Branches: [
              { StartAt: 'Ask', States: { Ask: { ...asks, End: true } } },
              { ...other, States: { ...other.States, ...after } },
            ],
          },
        },
      },
      { notify },
    );
    await aws.recorded(execution, 'TaskSubmitted', 2);
    await answer(ANN);
    await asked(2);
    await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{}' }));
    await aws.recorded(execution, 'SucceedStateExited');
    const reads = historyReads(aws);

    await answer(CAROL);
    await asked(3);

    expect(slack.asks[2]?.approval.state).toMatchObject({
      needed: 1,
      votes: [{ who: { name: 'Ann' } }, { who: { name: 'Carol' } }],
    });
    expect(reads.some(({ reverseOrder, nextToken }) => reverseOrder && nextToken)).toBe(true);
    await answer(BOB);
    const { output = '' } = await aws.ended(execution);
    expect(JSON.parse(output)[0].output).toMatchObject({ decisions: APPROVED });
  });

  /** A chain of states that do nothing. Each has two events. */
  function passStates(count: number, next: string) {
    return Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `Pass${index + 1}`,
        { Type: 'Pass', Next: index + 1 < count ? `Pass${index + 2}` : next },
      ]),
    );
  }

  /** The pages of histories that are read from now on. */
  function historyReads({ sfn }: Awaited<ReturnType<typeof startRequest>>['aws']) {
    const reads: GetExecutionHistoryInput[] = [];
    sfn.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'GetExecutionHistoryCommand')
            reads.push(args.input as GetExecutionHistoryInput);
          return next(args);
        },
      { step: 'initialize' },
    );
    return reads;
  }
});
