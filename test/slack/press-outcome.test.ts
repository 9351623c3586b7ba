import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const OUTCOME = { execution: EXECUTION, round: approvalId(TASK_TOKEN) };

function createWorld() {
  const outcomes: unknown[] = [];
  const world = createSlackWorld(api.url, {
    startOutcomeExecution: async (_, input) => void outcomes.push(input),
  });
  return { ...world, outcomes };
}

it('a button that decides starts ApprovalOutcome, beside the update of its message', async () => {
  const world = createWorld();
  const { message, approve } = await world.ask();

  await world.press(approve, message);

  expect(world.outcomes).toEqual([OUTCOME]);
  expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
});

it('a reason that rejects starts ApprovalOutcome, and the button before it does not', async () => {
  const world = createWorld();
  const { message, reject } = await world.ask();

  await world.press(reject, message);
  expect(world.outcomes).toEqual([]);
  await world.submit(api.calls[0]?.view, { reason: { reason: { value: 'too early' } } });

  expect(world.outcomes).toEqual([OUTCOME]);
});

it('a second press starts nothing', async () => {
  const world = createWorld();
  const { message, approve } = await world.ask();
  await world.press(approve, message);
  world.clock.now += 60_000;

  await world.press(approve, message);

  expect(world.outcomes).toEqual([OUTCOME]);
});
