import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { resolutionOf } from '../../src/approval/approval.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createHurriedClock } from '../local/aws/hurried-clock.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const WITHOUT_CONFIRMATION = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: 'request-approval',
        Payload: { 'token.$': '$$.Task.Token', 'execution.$': '$$.Execution.Id', 'request.$': '$' },
      },
      End: true,
    },
  },
};

/** A surface whose first calls, to show the end or to tell the requester, fail with these errors. */
function failing(surface: Surface, method: 'show' | 'tell', errors: readonly Error[]) {
  const left = [...errors];
  const attempt = () => {
    unreliable.calls += 1;
    const error = left.shift();
    if (error) throw error;
  };
  const unreliable = {
    ...surface,
    calls: 0,
    async show(...given: Parameters<Surface['show']>) {
      if (method === 'show' && resolutionOf(given[0])) attempt();
      return surface.show(...given);
    },
    ...(surface.tell && {
      async tell(...given: Parameters<NonNullable<Surface['tell']>>) {
        if (method === 'tell') attempt();
        return surface.tell?.(...given);
      },
    }),
  };
  return unreliable;
}

const HUNG_UP = new Error('socket hang up');
const REFUSED = new RepeatableError('away', { cause: new Error('refused') });

/** Starts an approval on these surfaces, and approves it. */
async function approve(surfaces: readonly Surface[], definition: object = definitionOf('approval-emails')) {
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  Object.assign(aws.clock, { now: clock.now });
  const product = await installCountersign(aws, surfaces);
  const execution = await aws.start(definition, { name: 'Ben', requester: 'ann', requester_id: 'U0ANN0001' });
  await aws.recorded(execution, 'TaskSubmitted');
  await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: product.tokens.Ben, output: '{"ok":true}' }));
  await aws.ended(execution);
  const statuses = await product.told(execution);
  return { ...aws, ...product, statuses, elapsed: clock.elapsed };
}

const surfaces = () =>
  [
    createFakeSurface('slack', { inPlace: true }),
    createFakeSurface('email', { tell: undefined as never }),
  ] as const;

test('an approval is told once on every surface, also without a state that announces it', async () => {
  for (const definition of [definitionOf('approval-emails'), WITHOUT_CONFIRMATION]) {
    const [slack, email] = surfaces();
    const { statuses, outcomes } = await approve([slack, email], definition);

    expect(outcomes()).toHaveLength(1);
    expect(statuses).toEqual(['SUCCEEDED']);
    expect(slack.endings.map(({ approval }) => resolutionOf(approval)?.status)).toEqual(['approved']);
    expect(slack.told).toHaveLength(1);
    expect(email.endings).toHaveLength(1);
  }
});

describe('a surface that fails for a while', () => {
  test('is told later, and the others are not told again', async () => {
    const [slack, email] = surfaces();
    const unreliable = failing(slack, 'show', Array(20).fill(HUNG_UP));
    const { statuses, elapsed } = await approve([unreliable, email]);

    expect(statuses).toEqual(['SUCCEEDED']);
    expect(unreliable.calls).toBe(21);
    expect(slack.endings).toHaveLength(1);
    expect([slack.told.length, email.endings.length]).toEqual([1, 1]);
    expect(elapsed()).toBeGreaterThan(15 * 60 * 1000);
  });

  test('is told once where it is known that nothing was sent', async () => {
    const [slack, email] = surfaces();
    const [replies, mails] = [
      failing(slack, 'tell', [REFUSED, REFUSED]),
      failing(email, 'show', [REFUSED, REFUSED, REFUSED]),
    ];
    const { statuses } = await approve([replies, mails]);

    expect(statuses).toEqual(['SUCCEEDED']);
    expect([replies.calls, mails.calls]).toEqual([3, 4]);
    expect([slack.told.length, email.endings.length]).toEqual([1, 1]);
  });
});

describe('a step that fails for good', () => {
  test('fails the execution, which says what was not told; the others are told', async () => {
    const [slack, email] = surfaces();
    const mails = failing(email, 'show', [HUNG_UP]);
    const { statuses, outcomes, execution } = await approve([slack, mails]);

    expect(statuses).toEqual(['FAILED']);
    expect(execution(outcomes()[0] ?? '')).toMatchObject({
      error: 'NotAllTold',
      cause: '["told","email send: Error"]',
    });
    expect([mails.calls, slack.endings.length, slack.told.length]).toEqual([1, 1, 1]);
  });

  test('is tried for more than an hour', async () => {
    const [slack] = surfaces();
    const { statuses, elapsed } = await approve([failing(slack, 'show', Array(500).fill(HUNG_UP))]);

    expect(statuses).toEqual(['FAILED']);
    // With full jitter, the delays have half of this length on average.
    expect(elapsed()).toBeGreaterThan(2 * 60 * 60 * 1000);
  });
});

test('120 decisions at once arrive at a surface that takes 60 updates a minute', async () => {
  const clock = createHurriedClock();
  const aws = await startEmbeddedAws({ now: clock.now, setTimer: clock.setTimer });
  Object.assign(aws.clock, { now: clock.now });
  const [slack] = surfaces();
  let minute = 0;
  let taken = 0;
  const busy: Surface = {
    ...slack,
    async show(...given) {
      if (given[1] !== undefined) return slack.show(...given);
      const now = Math.floor(clock.now().getTime() / 60_000);
      if (now > minute) [minute, taken] = [now, 0];
      taken += 1;
      if (taken > 60) throw new RepeatableError('busy', { cause: new Error('429'), isBusy: true });
      return slack.show(...given);
    },
  };
  const { outcomesEnded, tokens } = await installCountersign(aws, [busy]);
  const stateMachineArn = await aws.createStateMachine(definitionOf('approval-emails'));
  const names = Array.from({ length: 120 }, (_, index) => `Ben ${index}`);
  const executions = await Promise.all(
    names.map((name) =>
      aws.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ name }) })),
    ),
  );
  await Promise.all(executions.map(({ executionArn = '' }) => aws.recorded(executionArn, 'TaskSubmitted')));
  await Promise.all(
    names.map((name) => aws.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[name], output: '{}' }))),
  );
  await Promise.all(executions.map(({ executionArn = '' }) => aws.ended(executionArn)));

  expect(new Set(await outcomesEnded())).toEqual(new Set(['SUCCEEDED']));
  expect(slack.endings.map(({ approval }) => approval.request.name).sort()).toEqual([...names].sort());
  expect(slack.told).toHaveLength(120);
});
