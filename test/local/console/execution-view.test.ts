import { SendTaskFailureCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { statesOf, waitingStates } from '../../../src/local/console/execution-view.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../aws/embedded-aws.ts';

/** Starts an execution whose task waits, and returns a function that fails the task. */
async function startWaiting(task: object = {}) {
  const { functions, start, recorded, ended, execution, sfn } = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  functions.notify = notify;
  const executionArn = await start(approvalMachine(task));
  await recorded(executionArn, 'TaskSubmitted');
  const reject = async () => {
    await sfn.send(new SendTaskFailureCommand({ taskToken: tokens[0], error: 'rejected', cause: 'no' }));
    await ended(executionArn);
  };
  return { execution: () => execution(executionArn), reject };
}

const CATCH = { Catch: [{ ErrorEquals: ['rejected'], Next: 'Handled' }] };

test('a state that waits for its task token has the status waiting', async () => {
  const { execution } = await startWaiting();

  expect(waitingStates(execution())).toEqual(['Approve']);
  expect(statesOf(execution())).toMatchObject([{ name: 'Approve', status: 'waiting', error: undefined }]);
});

test('a state with a caught failure has the status caught, and the error', async () => {
  const { execution, reject } = await startWaiting(CATCH);
  await reject();

  expect(statesOf(execution())).toMatchObject([
    { name: 'Approve', status: 'caught', error: 'rejected' },
    { name: 'Handled', status: 'done', error: undefined },
  ]);
});

test('a state with a failure that is not caught has the status failed', async () => {
  const { execution, reject } = await startWaiting();
  await reject();

  expect(statesOf(execution())).toMatchObject([{ name: 'Approve', status: 'failed', error: 'rejected' }]);
});

test('a state that succeeds after a retry has the status done', async () => {
  const { functions, start, ended, execution, clock } = await startEmbeddedAws();
  let calls = 0;
  functions.work = async () => {
    calls += 1;
    if (calls === 1) throw Object.assign(new Error('busy'), { name: 'Busy' });
    return {};
  };
  const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1 }];
  const work = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Retry: retry, End: true };
  const machine = { StartAt: 'Work', States: { Work: { ...work, Parameters: { FunctionName: 'work' } } } };

  const executionArn = await start(machine);
  await clock.armed;
  clock.advance(1_000);
  await ended(executionArn);

  expect(statesOf(execution(executionArn))).toMatchObject([
    { name: 'Work', status: 'done', error: undefined },
  ]);
});
