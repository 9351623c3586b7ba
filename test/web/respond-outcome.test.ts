import { expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createRespondWorld, FORM } from '../support/web-world.ts';

const REQUEST = {
  actions: [{ name: 'approve', type: 'success', output: {}, confirm: true }],
  surface: 'email',
  execution: EXECUTION,
};

function createWorld() {
  const started: unknown[] = [];
  const world = createRespondWorld({
    startOutcomeExecution: async (_, input) => void started.push(input),
  });
  return { ...world, started };
}

test('a link that decides starts ApprovalOutcome before its page is answered', async () => {
  const { send, started, urls } = createWorld();
  const { approve = '' } = await urls(REQUEST);

  await send(approve);
  expect(started).toEqual([]);

  expect((await send(approve, { method: 'POST', headers: FORM })).statusCode).toBe(200);
  expect(started).toEqual([{ execution: EXECUTION, round: approvalId(TASK_TOKEN) }]);
});

test('a link that comes too late starts nothing', async () => {
  const { send, started, urls, workflow } = createWorld();
  const { approve = '' } = await urls(REQUEST);
  workflow.stop('by hand');

  await send(approve, { method: 'POST', headers: FORM });
  expect(started).toEqual([]);
});
