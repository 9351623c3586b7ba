import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { REGION } from '../../local/aws/arn.ts';
import { hasButtons } from '../../local/slack/messages.ts';
import { OUTCOME_ARN } from '../../local/workflow.ts';
import { DECIDE_PREFIX } from '../../slack/blocks/decide-buttons.ts';
import { press } from '../faults/acts.ts';
import { SECRETS } from '../faults/forward.ts';
import { SERVICES } from '../faults/services.ts';
import { messagesIn, onStage, type Stage } from '../faults/stage.ts';

/** What one approval calls outside, and what 1,000 of them cost. */
export interface CallsRow {
  readonly service: string;
  /** In the first approval, whose functions have no data key and no secret yet, and in the next one. */
  readonly cold: number;
  readonly warm: number;
  /** US dollars for one call; missing: it is free, or docs/costs.md counts it by something else. */
  readonly price?: number;
}

/** List prices of us-east-1 (docs/costs.md). */
const PRICES: Readonly<Record<string, number>> = {
  kms: 0.03 / 10_000,
  secretsmanager: 0.05 / 10_000,
  events: 1 / 1_000_000,
  transitions: 25 / 1_000_000,
};

const WITHIN_MS = 60_000;

/** Asks in Slack and by mail, and approves in Slack, twice. */
export function measureCalls(): Promise<readonly CallsRow[]> {
  return onStage({}, AbortSignal.timeout(WITHIN_MS), async (stage) => {
    const cold = await approve(stage, 1);
    const warm = await approve(stage, 2);
    const services = Object.entries({
      ...SERVICES,
      events: 'EventBridge, events',
      transitions: 'Step Functions, state transitions',
    });
    return services.flatMap(([id, service]) => {
      const [first = 0, next = 0] = [cold.get(id), warm.get(id)];
      const price = PRICES[id];
      return first + next === 0 ? [] : [{ service, cold: first, warm: next, ...(price && { price }) }];
    });
  });
}

/** @returns how often each service was called, and `transitions` */
async function approve(stage: Stage, number: number): Promise<ReadonlyMap<string, number>> {
  const { stack, slack, proxy, until, outcomes } = stage;
  const calledBefore = proxy.calls.length;
  const publishedBefore = stack.events().length;
  const transitionsBefore = await transitionsOf(stage);
  await stage.start({ surfaces: ['slack', 'email'] });
  const message = await until('the request', () => {
    const isAsked = stack.executions()[0]?.history.some(({ type }) => type === 'TaskSubmitted');
    return stack.executions().length === number && isAsked && messagesIn(slack).find(hasButtons);
  });
  await press(stage, message, `${DECIDE_PREFIX}approve`);
  await until('the end', async () => {
    const all = await outcomes();
    return all.length === 2 * number && all.every(({ status }) => status === 'SUCCEEDED');
  });
  const counts = new Map<string, number>();
  for (const { service, secretId = '' } of proxy.calls.slice(calledBefore)) {
    // All functions run here. On Lambda, no delivery starts that of Teams, which reads its secret at the start.
    if (secretId.startsWith(`${SECRETS}teams`)) continue;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  // A call may put several events, and each costs.
  counts.set('events', stack.events().length - publishedBefore);
  return counts.set('transitions', (await transitionsOf(stage)) - transitionsBefore);
}

/** Of ApprovalEmails and ApprovalOutcome. The start counts too (Step Functions: "Pricing"). */
async function transitionsOf({ stack }: Stage): Promise<number> {
  const client = new SFNClient({
    endpoint: stack.awsUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: OUTCOME_ARN }));
  const histories = await Promise.all(
    executions.map(({ executionArn }) =>
      client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 })),
    ),
  );
  client.destroy();
  const all = [
    ...stack.executions().map(({ history }) => history),
    ...histories.map(({ events = [] }) => events),
  ];
  const entered = all.flat().filter(({ type = '' }) => String(type).endsWith('StateEntered'));
  return all.length + entered.length;
}
