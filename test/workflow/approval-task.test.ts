import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { Duration } from 'aws-cdk-lib';
import { JsonPath, Parallel, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { expect, test } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import { announceDecision } from '../../src/approval/announce-decision.ts';
import { resolutionOf } from '../../src/approval/approval.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import { createGetHistory } from '../../src/aws/step-functions.ts';
import { userMachine } from '../infra/user-machine.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

/** One task, with a branch for each outcome, whose states say by their output which one was taken. */
const { definition: ONE } = userMachine((stack, bot) => {
  const took = (branch: string) =>
    new Pass(stack, branch, { parameters: { branch, 'approval.$': '$.approval' } });
  return new ApprovalTask(stack, 'Release?', {
    bot,
    title: JsonPath.format('Release {}', JsonPath.stringAt('$.version')),
    timeout: Duration.hours(8),
    rejected: took('Roll back'),
    timedOut: took('Ask somebody else'),
  }).next(took('Deploy'));
});

/** Somebody's own machine, with our two functions and a surface that keeps what it was told. */
async function start(definition: object) {
  const aws = await startEmbeddedAws();
  const slack = createFakeSurface('slack');
  const { log } = createFakeLog();
  const ports = { ...DEFAULTS, surfaces: [slack], now: () => 0, wait: forever, log };
  const tokens: Record<string, string> = {};
  aws.functions['request-approval'] = async (event) => {
    const { token, request } = event as { token: string; request: { name: string } };
    tokens[request.name] = token;
    return requestApproval(event, {
      ...ports,
      seal: async () => [],
      assertSealable: () => undefined,
      getHistory: async () => [],
      wait: forever,
      now: () => aws.clock.now().getTime(),
    });
  };
  aws.functions['announce-decision'] = (event) =>
    announceDecision(event, { ...ports, getHistory: createGetHistory(aws.sfn, (arn) => arn) });
  const execution = await aws.start(definition, { version: '1.2' });
  await aws.recorded(execution, 'TaskSubmitted');
  return {
    ...aws,
    execution,
    approve: (name: string) =>
      aws.sfn.send(
        new SendTaskSuccessCommand({ taskToken: tokens[name], output: `{"name_in_output":"${name}"}` }),
      ),
    reject: (name: string) =>
      aws.sfn.send(
        new SendTaskFailureCommand({
          taskToken: tokens[name],
          error: 'rejected',
          cause: `${name} was rejected`,
        }),
      ),
    /** What was told: how which request ended, and where it had been asked. */
    told: () =>
      slack.endings.map(
        ({ approval, ref }) =>
          `${approval.request.title} ${resolutionOf(approval)?.status}, ${(ref as { message: string }).message}`,
      ),
  };
}

test('an approval goes on, with the decision beside the input', async () => {
  const { execution, approve, ended, told } = await start(ONE);
  await approve('Release 1.2');
  const { status, output = '' } = await ended(execution);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toEqual({ branch: 'Deploy', approval: { name_in_output: 'Release 1.2' } });
  expect(told()).toEqual(['Release 1.2 approved, slack 1']);
});

test('a rejection takes its branch', async () => {
  const { execution, reject, ended, told } = await start(ONE);
  await reject('Release 1.2');
  const { output = '' } = await ended(execution);
  expect(JSON.parse(output)).toEqual({
    branch: 'Roll back',
    approval: { Error: 'rejected', Cause: 'Release 1.2 was rejected' },
  });
  expect(told()).toEqual(['Release 1.2 rejected, slack 1']);
});

test('a timeout takes its branch', async () => {
  const { execution, clock, ended, told } = await start(ONE);
  clock.advance(8 * 60 * 60 * 1000);
  const { output = '' } = await ended(execution);
  expect(JSON.parse(output)).toMatchObject({
    branch: 'Ask somebody else',
    approval: { Error: 'States.Timeout' },
  });
  expect(told()).toEqual(['Release 1.2 expired, slack 1']);
});

test('without a branch, a rejection fails the execution, and says why', async () => {
  const { definition } = userMachine(
    (stack, bot) =>
      new ApprovalTask(stack, 'Release?', { bot, title: 'Release', timeout: Duration.hours(8) }),
  );
  const { execution, reject, ended } = await start(definition);
  await reject('Release');
  expect(await ended(execution)).toMatchObject({
    status: 'FAILED',
    error: 'rejected',
    cause: 'Release was rejected',
  });
});

test('two tasks, one after the other, are each told where they were asked', async () => {
  const { definition } = userMachine((stack, bot) => {
    const task = (id: string) => new ApprovalTask(stack, id, { bot, title: id, timeout: Duration.hours(8) });
    return task('Legal').next(task('Security'));
  });
  const { execution, approve, recorded, ended, told } = await start(definition);
  await approve('Legal');
  await recorded(execution, 'TaskSubmitted', 2);
  await approve('Security');
  expect((await ended(execution)).status).toBe('SUCCEEDED');
  expect(told()).toEqual(['Legal approved, slack 1', 'Security approved, slack 2']);
});

test('two tasks at once are each told where they were asked, in whatever order they are decided', async () => {
  const { definition } = userMachine((stack, bot) => {
    const task = (id: string) =>
      new ApprovalTask(stack, id, {
        bot,
        title: id,
        timeout: Duration.hours(8),
        rejected: new Pass(stack, `Without ${id}`),
      });
    return new Parallel(stack, 'Both').branch(task('Legal'), task('Security'));
  });
  const { execution, approve, reject, recorded, until, ended, told } = await start(definition);
  await recorded(execution, 'TaskSubmitted', 2);
  await approve('Legal');
  await until(() => told().length === 1);
  await reject('Security');
  expect((await ended(execution)).status).toBe('SUCCEEDED');
  expect(told()).toEqual(['Legal approved, slack 1', 'Security rejected, slack 2']);
});
