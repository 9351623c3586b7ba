import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { LogLine } from '../../src/log.ts';
import { createTellOutcome } from '../../src/wiring/tell-outcome.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { approved, asked, REFERENCE, tokenOf } from '../support/built-histories.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';

let slack: FakeSlackApi;
beforeAll(async () => {
  slack = await startFakeSlackApi();
});
afterAll(() => slack.close());

it('waits as long as Slack asks, beyond the time of a request: no other surface waits for it', async () => {
  const messages = { slack: { channel: 'C0123456789', ts: '1764000000.000100' } };
  const events = [...asked('Ben', 1, { messages }), approved(1)].map((event) => ({
    ...event,
    timestamp: Number(event.timestamp) / 1000,
  }));
  const { options } = await startAwsJsonServer(() => ({ events }));
  slack.failures.set('chat.update', { status: 429, retryAfter: 12 });
  const waits = Promise.withResolvers<LogLine>();
  // Without a key, this history needs no proofs.
  const env = {
    ...FUNCTION_ENVIRONMENT,
    KEY_ID: '',
    AWS_ENDPOINT_URL: options.endpoint,
    SLACK_API_URL: slack.url,
  };
  const tell = createTellOutcome(env, (line) => line.event === 'rate_limited' && waits.resolve(line));

  const told = tell({
    execution: REFERENCE,
    round: approvalId(tokenOf(1)),
    surface: 'slack',
    step: 'update',
  });

  expect(await Promise.race([waits.promise, told])).toMatchObject({ wait_ms: 12_000 });
  // The wait goes on after the test, and then there is no Slack.
  told.catch(() => undefined);
});
