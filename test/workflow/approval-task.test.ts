import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { Duration } from 'aws-cdk-lib';
import { JsonPath, Parallel, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { expect, test } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import { resolutionOf } from '../../src/approval/approval.ts';
import { userMachine } from '../infra/user-machine.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

/** One task with a branch for each outcome. The output of a branch contains the name of the branch. */
const { definition: ONE } = userMachine((stack, countersign) => {
  const took = (branch: string) =>
    new Pass(stack, branch, { parameters: { branch, 'approval.$': '$.approval' } });
  return new ApprovalTask(stack, 'Release?', {
    countersign,
    title: JsonPath.format('Release {}', JsonPath.stringAt('$.version')),
    timeout: Duration.hours(8),
    rejected: took('Roll back'),
    timedOut: took('Ask somebody else'),
  }).next(took('Deploy'));
});

/** Starts a state machine of a user, with the two functions of Countersign and a surface that records its calls. */
async function start(definition: object) {
  const aws = await startEmbeddedAws();
  const slack = createFakeSurface('slack');
  const { tokens, told } = await installCountersign(aws, [slack]);
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
    /** The announced results: the request, its result, and the message that showed the request. */
    async announced() {
      await told(execution);
      return slack.endings.map(
        ({ approval, ref }) =>
          `${approval.request.title} ${resolutionOf(approval)?.status}, ${(ref as { message: string }).message}`,
      );
    },
  };
}

test('after an approval, the execution continues, and its data contains the decision', async () => {
  const { execution, approve, ended, announced } = await start(ONE);
  await approve('Release 1.2');
  const { status, output = '' } = await ended(execution);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toEqual({ branch: 'Deploy', approval: { name_in_output: 'Release 1.2' } });
  expect(await announced()).toEqual(['Release 1.2 approved, slack 1']);
});

test('after a rejection, the execution continues with the branch for rejections', async () => {
  const { execution, reject, ended, announced } = await start(ONE);
  await reject('Release 1.2');
  const { output = '' } = await ended(execution);
  expect(JSON.parse(output)).toEqual({
    branch: 'Roll back',
    approval: { Error: 'rejected', Cause: 'Release 1.2 was rejected' },
  });
  expect(await announced()).toEqual(['Release 1.2 rejected, slack 1']);
});

test('after a timeout, the execution continues with the branch for timeouts', async () => {
  const { execution, clock, ended, announced } = await start(ONE);
  clock.advance(8 * 60 * 60 * 1000);
  const { output = '' } = await ended(execution);
  expect(JSON.parse(output)).toMatchObject({
    branch: 'Ask somebody else',
    approval: { Error: 'States.Timeout' },
  });
  expect(await announced()).toEqual(['Release 1.2 expired, slack 1']);
});

test('without a branch, a rejection fails the execution, and the cause contains the reason', async () => {
  const { definition } = userMachine(
    (stack, countersign) =>
      new ApprovalTask(stack, 'Release?', { countersign, title: 'Release', timeout: Duration.hours(8) }),
  );
  const { execution, reject, ended } = await start(definition);
  await reject('Release');
  expect(await ended(execution)).toMatchObject({
    status: 'FAILED',
    error: 'rejected',
    cause: 'Release was rejected',
  });
});

test('each of two tasks in sequence announces its result in its own message', async () => {
  const { definition } = userMachine((stack, countersign) => {
    const task = (id: string) =>
      new ApprovalTask(stack, id, { countersign, title: id, timeout: Duration.hours(8) });
    return task('Legal').next(task('Security'));
  });
  const { execution, approve, recorded, ended, announced } = await start(definition);
  await approve('Legal');
  await recorded(execution, 'TaskSubmitted', 2);
  await approve('Security');
  expect((await ended(execution)).status).toBe('SUCCEEDED');
  expect(await announced()).toEqual(['Legal approved, slack 1', 'Security approved, slack 2']);
});

test('each of two parallel tasks announces its result in its own message', async () => {
  const { definition } = userMachine((stack, countersign) => {
    const task = (id: string) =>
      new ApprovalTask(stack, id, {
        countersign,
        title: id,
        timeout: Duration.hours(8),
        rejected: new Pass(stack, `Without ${id}`),
      });
    return new Parallel(stack, 'Both').branch(task('Legal'), task('Security'));
  });
  const { execution, approve, reject, recorded, ended, announced } = await start(definition);
  await recorded(execution, 'TaskSubmitted', 2);
  await approve('Legal');
  await reject('Security');
  expect((await ended(execution)).status).toBe('SUCCEEDED');
  expect((await announced()).sort()).toEqual(['Legal approved, slack 1', 'Security rejected, slack 2']);
});
