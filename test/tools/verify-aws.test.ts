import { expect, test } from 'vitest';
import { verifyRounds } from '../../src/tools/verify-aws.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createHurriedClock } from '../local/aws/hurried-clock.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const PAUSE = () => new Promise((resolve) => setImmediate(resolve));

async function verified(change: (definition: ReturnType<typeof definitionOf>) => void) {
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  await installCountersign(aws, [createFakeSurface('slack', { inPlace: true })]);
  const definition = definitionOf('approval-emails');
  change(definition);
  return verifyRounds(aws.sfn, await aws.createStateMachine(definition), PAUSE);
}

test('three votes in one task are verified on Step Functions, and recorded without a task token', async () => {
  const { checks, recording } = await verified(() => undefined);
  expect(checks.filter(({ isSo }) => !isSo)).toEqual([]);
  expect(checks).toHaveLength(7);
  expect(new Set(recording.match(/TOKEN \d/g))).toEqual(new Set(['TOKEN 1', 'TOKEN 2', 'TOKEN 3']));
  expect(recording).not.toMatch(/"token":"(?!TOKEN)/);
});

test('a state machine without the Retry is told', async () => {
  const verifying = verified(({ States }) => {
    States.SendApprovalRequest.Retry = [];
  });
  await expect(verifying).rejects.toThrow('Does the state have the Retry on Countersign.NextRound?');
});
