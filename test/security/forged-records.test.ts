import {
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tokenHash } from '../../src/approval/record.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { createTellOutcome } from '../../src/wiring/tell-outcome.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { approved, REFERENCE, tokenOf } from '../support/built-histories.ts';
import { definitionOf } from '../support/countersign-in-aws.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';
import { askedBy } from '../support/proven-records.ts';
import { startFakeSlackApi } from '../support/slack-fake-api.ts';
import { httpEvent } from '../support/web-event.ts';
import { createMemorySealer } from '../support/web-sealer.ts';
import { FORM, HTML } from '../support/web-world.ts';

/*
 * A state machine of another team writes what it likes into its own history: the output of its function, and the output, the error
 * and the cause of its task. Countersign reads that history when the execution has ended. It must not show what it did not write.
 */

const machine = (functionName: string) => ({
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: functionName,
        Payload: {
          'token.$': '$$.Task.Token',
          'execution.$': '$$.Execution.Id',
          'request.$': '$',
          timeout_seconds: 3600,
        },
      },
      TimeoutSeconds: 3600,
      End: true,
    },
  },
});

const BY_ANN = {
  action: 'approve',
  by: 'Ann',
  user_id: 'U0ANN0001',
  via: 'slack',
  at: '2026-11-24T12:00:00.000Z',
};

/** A deployment that serves all state machines of the account, with Slack and e-mails. */
async function startWorld() {
  const aws = await startEmbeddedAws({ now: () => new Date() });
  const slack = await startFakeSlackApi();
  onTestFinished(() => slack.close());
  const { topicArn } = aws.endpoint.sns.createTopic('approvals');
  aws.endpoint.sns.subscribe(topicArn, 'ben@example.com', JSON.stringify({ to: ['ben@example.com'] }));
  const { lines, log } = createFakeLog();
  const outcomeArn = await aws.createStateMachine(definitionOf('approval-outcome'), 'ApprovalOutcome');
  const env = {
    ...FUNCTION_ENVIRONMENT,
    TEAMS_APP_ID: '',
    TEAMS_TENANT_ID: '',
    TEAMS_CLIENT_SECRET: '',
    AWS_ENDPOINT_URL: aws.endpoint.url,
    AWS_REGION: 'us-east-1',
    KEY_ID: aws.endpoint.kmsKeyArn,
    TOPIC_ARN: topicArn,
    SLACK_API_URL: slack.url,
    OUTCOME_STATE_MACHINE_ARN: outcomeArn,
    STATE_MACHINE_ARN: outcomeArn.replace('ApprovalOutcome', 'Approvals'),
    REQUEST_APPROVAL_FUNCTION: 'arn:aws:lambda:us-east-1:123456789012:function:request-approval',
  };
  const tokens: string[] = [];
  const asking = createRequestApproval(env, log);
  const tellOutcome = createTellOutcome(env, log);
  aws.functions['request-approval'] = (event) => {
    tokens.push((event as { token: string }).token);
    return asking(event);
  };
  aws.functions['tell-outcome'] = tellOutcome;
  const ours = await aws.createStateMachine(machine('request-approval'), 'Ours');

  async function start(stateMachineArn: string, request: object = { name: 'Ben' }) {
    const input = { stateMachineArn, input: JSON.stringify(request) };
    const { executionArn = '' } = await aws.sfn.send(new StartExecutionCommand(input));
    await aws.recorded(executionArn, 'TaskSubmitted');
    return executionArn;
  }

  /** What a function returned in an execution. */
  async function resultIn(executionArn: string) {
    const { events = [] } = await aws.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const output = events.find(({ type }) => type === 'TaskSubmitted')?.taskSubmittedEventDetails?.output;
    return JSON.parse(output ?? '{}').Payload;
  }

  const outcomes = () =>
    aws.endpoint.stepFunctions.executions().filter(({ stateMachineArn }) => stateMachineArn === outcomeArn);

  return {
    ...aws,
    slack,
    lines,
    tokens,
    ours,
    start,
    resultIn,
    tellOutcome,
    outcomes,
    respond: createRespond(env, log),
    /** Another team's function, which is asked with a task token and returns this. */
    theirs: async (result: (token: string) => unknown) => {
      const seen: string[] = [];
      aws.functions.theirs = async (event) => {
        seen.push((event as { token: string }).token);
        return result(seen[0] ?? '');
      };
      const arn = await aws.createStateMachine(machine('theirs'), 'Theirs');
      return { arn, token: () => seen[0] ?? '' };
    },
    async complete(taskToken: string | undefined, output: object, executionArn: string) {
      await aws.sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      await aws.ended(executionArn);
    },
    /** Tells what EventBridge tells at the end of an execution, and waits until everything is told. */
    async told(execution: string) {
      await tellOutcome({ execution, ended: true });
      await Promise.all(outcomes().map(({ executionArn }) => aws.ended(executionArn)));
      return slack.calls.filter(({ method }) => method !== 'auth.test');
    },
  };
}

describe('a state machine of another team cannot', () => {
  test.each(['the copied result of request-approval', 'messages of its choice'])(
    'close a message of ours with %s',
    async (what) => {
      const world = await startWorld();
      const victim = await world.start(world.ours);
      const copied = await world.resultIn(victim);
      const { proof: _, ...chosen } = copied;
      expect(copied).toMatchObject({ messages: { slack: {} }, proof: expect.stringMatching(/^3-/) });
      const { arn, token } = await world.theirs(() => (what.startsWith('the copied') ? copied : chosen));
      const attack = await world.start(arn);
      await world.complete(token(), { name_in_output: 'Ben', decision: BY_ANN, decisions: [BY_ANN] }, attack);
      world.slack.calls.length = 0;

      expect(await world.told(attack)).toEqual([]);

      expect(world.outcomes()).toEqual([]);
      expect(world.lines).toContainEqual({
        level: 'warn',
        event: 'record_ignored',
        execution: attack.split(':').slice(-2).join(':'),
        records: 2,
      });
    },
  );

  test('show a name for its own end, where it asked with our function', async () => {
    const world = await startWorld();
    const execution = await world.start(world.ours);
    await world.complete(world.tokens[0], { decision: BY_ANN, decisions: [BY_ANN] }, execution);
    world.slack.calls.length = 0;

    const calls = await world.told(execution);

    expect(calls.map(({ method }) => method)).toContain('chat.update');
    expect(JSON.stringify(calls)).toContain('Approved');
    expect(JSON.stringify(calls)).not.toMatch(/Ann|U0ANN0001/);
    expect(JSON.stringify(world.endpoint.sns.emails())).not.toContain('Ann');
  });

  test('take an answer that was given to another request', async () => {
    const world = await startWorld();
    const asked = await world.start(world.ours, { name: 'Ben', approvers: ['ben@example.com'] });
    const [approve = ''] =
      world.endpoint.sns
        .emails()
        .at(-1)
        ?.message.match(/^https:\S+$/gm) ?? [];
    await world.respond(httpEvent(approve, { method: 'POST', headers: { ...HTML, ...FORM } }));
    const { output = '' } = await world.ended(asked);
    expect(JSON.parse(output).Payload ?? JSON.parse(output)).toMatchObject({
      decision: { by: 'ben@example.com' },
    });
    world.slack.calls.length = 0;
    expect(JSON.stringify(await world.told(asked))).toContain('ben@example.com');

    const execution = await world.start(world.ours, { name: 'Other' });
    await world.complete(world.tokens[1], JSON.parse(output), execution);
    world.slack.calls.length = 0;
    const calls = await world.told(execution);
    expect(calls.map(({ method }) => method)).toContain('chat.update');
    expect(JSON.stringify(calls)).not.toContain('ben@example.com');
  });

  test('name a message to tell-outcome, which it may invoke', async () => {
    const world = await startWorld();
    const victim = await world.start(world.ours);
    const { messages, proof } = await world.resultIn(victim);
    const execution = await world.start(world.ours, { name: 'Other' });
    await world.complete(world.tokens[1], {}, execution);
    const step = { surface: 'slack', step: 'update' };
    const round = tokenHash(world.tokens[1] ?? '');
    world.slack.calls.length = 0;

    for (const given of [{ shown: messages }, { shown: messages, proof }]) {
      const telling = world.tellOutcome({ execution, round, ...given, ...step });
      await expect(telling).rejects.toMatchObject({ name: 'InvalidRequest' });
    }
    expect(world.slack.calls).toEqual([]);
  });
});

test('a function of the state itself may pass its token on to request-approval', async () => {
  const world = await startWorld();
  const { 'request-approval': ask = async () => undefined } = world.functions;
  world.functions.theirs = (event, context) => ask(event, context);
  const arn = await world.createStateMachine(machine('theirs'), 'Theirs');
  const execution = await world.start(arn, { name: 'Ben', approvers: ['ben@example.com'] });
  const [approve = ''] =
    world.endpoint.sns
      .emails()
      .at(-1)
      ?.message.match(/^https:\S+$/gm) ?? [];

  await world.respond(httpEvent(approve, { method: 'POST', headers: { ...HTML, ...FORM } }));
  await world.ended(execution);

  world.slack.calls.length = 0;
  expect(JSON.stringify(await world.told(execution))).toContain('ben@example.com');
});

test('while KMS does not answer, nothing is shown, and it is tried again', async () => {
  const history = [...(await askedBy(createMemorySealer(), 1)), approved(1)];
  const events = history.map((event) => ({ ...event, timestamp: Number(event.timestamp) / 1000 }));
  const { options } = await startAwsJsonServer(({ operation }) =>
    operation === 'Decrypt' ? { __type: 'KMSInvalidStateException', message: 'disabled' } : { events },
  );
  const { lines, log } = createFakeLog();
  const tell = createTellOutcome({ ...FUNCTION_ENVIRONMENT, AWS_ENDPOINT_URL: options.endpoint }, log);

  const telling = tell({
    execution: REFERENCE,
    round: tokenHash(tokenOf(1)),
    surface: 'slack',
    step: 'update',
  });

  await expect(telling).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
  expect(lines.filter(({ event }) => event === 'record_ignored')).toEqual([]);
});
