import { SendTaskFailureCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const WEEK_MS = 604_800_000;
const VOTE = JSON.stringify({
  decision: { action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at: '2026-11-24T09:00:01.000Z' },
});

test('a request expires after the timeout of its first round, although each round starts the timeout anew', async () => {
  const aws = await startEmbeddedAws();
  const slack = createFakeSurface('slack', { inPlace: true });
  const { tokens, outcomesEnded } = await installCountersign(aws, [slack]);
  const execution = await aws.start(definitionOf('approval-emails'), { name: 'Ben', approvals: 2 });
  await aws.recorded(execution, 'TaskSubmitted');
  const start = aws.clock.now().getTime();

  // A vote in the middle of the time.
  aws.clock.advance(WEEK_MS / 2);
  await aws.sfn.send(
    new SendTaskFailureCommand({ taskToken: tokens.Ben, error: 'Countersign.NextRound', cause: VOTE }),
  );
  aws.clock.advance(1_000);
  await aws.until(() => slack.asks.length === 2);
  expect(slack.asks[1]?.approval.state).toMatchObject({ until: new Date(start + WEEK_MS) });

  aws.clock.advance(WEEK_MS / 2 + 4_000);
  const { status, output = '' } = await aws.ended(execution);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output).output).toMatchObject({ Error: 'Countersign.Expired' });
  await outcomesEnded();
  expect(slack.endings.at(-1)?.approval.state).toMatchObject({ resolution: { status: 'expired' } });
});
