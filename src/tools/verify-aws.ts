import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { votesOf } from '../approval/approval.ts';
import { isComplete } from '../approval/history.ts';
import { readApprovals } from '../approval/read-approvals.ts';
import { NEXT_ROUND } from '../approval/round-errors.ts';
import { isObject, parseJson } from '../callback/json.ts';
import { OptionError } from '../local/options.ts';
import { NOTATION } from '../wiring/notation.ts';

const USAGE = `Usage: npm run -s verify-aws -- <ARN of the state machine ApprovalEmails>

Runs one request with three votes in your account, and checks that Step Functions does what the rounds of Countersign rely on.
Prints one line for each check, and then the recording: the execution history without its task tokens. No person has to answer: the
request is named "verify-aws", and is shown on the surfaces of the deployment.

It needs states:StartExecution, DescribeExecution, GetExecutionHistory, SendTaskSuccess and SendTaskFailure.
`;

/** A function may have to start first. */
const ROUND_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 500;
const VOTERS = ['Ann', 'Bob', 'Cleo'];

/** One thing that the rounds rely on, and whether it was so. */
export interface Check {
  readonly what: string;
  readonly isSo: boolean;
}

/**
 * Runs a request with three votes, each of which completes the task as a press does.
 *
 * @param pause waits for this many milliseconds
 * @returns the checks, and the history without its task tokens
 */
export async function verifyRounds(
  client: SFNClient,
  stateMachineArn: string,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<{ readonly checks: readonly Check[]; readonly recording: string }> {
  const input = JSON.stringify({ name: 'verify-aws', approvals: VOTERS.length });
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  const tokens: string[] = [];
  for (const [index, name] of VOTERS.entries()) {
    const token = await roundOf(client, executionArn, index + 1, pause);
    tokens.push(token);
    await vote(client, token, name, index === VOTERS.length - 1);
  }
  const usedAgain = await isRefused(client, tokens[0] ?? '');
  const status = await statusAtEnd(client, executionArn, pause);
  const history = await historyOf(client, executionArn);
  return {
    checks: [
      ...checksOf(history, executionArn, tokens),
      { what: 'A task token that was used before is refused.', isSo: usedAgain },
      { what: 'The execution succeeds with the last vote.', isSo: status === 'SUCCEEDED' },
    ],
    recording: withoutTokens(JSON.stringify(history, undefined, 2), tokens),
  };
}

function checksOf(history: readonly HistoryEvent[], execution: string, tokens: readonly string[]): Check[] {
  const scheduled = history.filter(isWaiting);
  const failed = history.filter(({ taskFailedEventDetails: details }) => details?.error === NEXT_ROUND);
  const approvals = readApprovals(history, execution, { ...NOTATION, locale: 'en' });
  const votes = approvals.flatMap(votesOf).map(({ who }) => who.name);
  const follows = scheduled
    .slice(1)
    .every(({ previousEventId }, index) => failed[index]?.id === previousEventId);
  return [
    { what: 'The ids of the events have no gaps.', isSo: isComplete(history) },
    { what: 'Each attempt has a task token of its own.', isSo: new Set(tokens).size === VOTERS.length },
    {
      what: 'TaskFailed has the error and the cause of the vote.',
      isSo: failed.length === VOTERS.length - 1,
    },
    { what: 'The next TaskScheduled names this TaskFailed as the event before it.', isSo: follows },
    {
      what: 'The approval is read as one, with all its votes.',
      isSo: approvals.length === 1 && votes.join() === VOTERS.join(),
    },
  ];
}

/** Waits for a round, and gives its task token. */
async function roundOf(
  client: SFNClient,
  executionArn: string,
  number: number,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<string> {
  for (let waited = 0; waited < ROUND_WITHIN_MS; waited += LOOK_AGAIN_MS) {
    const history = await historyOf(client, executionArn);
    const submitted = history.filter(({ type }) => type === 'TaskSubmitted').length;
    const event = history.filter(isWaiting)[number - 1];
    const parameters = parseJson(event?.taskScheduledEventDetails?.parameters);
    const payload = isObject(parameters) && isObject(parameters.Payload) ? parameters.Payload : {};
    if (submitted >= number && typeof payload.token === 'string') return payload.token;
    await pause(LOOK_AGAIN_MS);
  }
  throw new OptionError(
    `Round ${number} did not begin within a minute. Does the state have the Retry on ${NEXT_ROUND}?`,
  );
}

async function vote(client: SFNClient, taskToken: string, by: string, isLast: boolean): Promise<void> {
  const decision = { action: 'approve', by, via: 'verify-aws', at: new Date().toISOString() };
  const json = JSON.stringify({ decision });
  if (isLast) await client.send(new SendTaskSuccessCommand({ taskToken, output: json }));
  else await client.send(new SendTaskFailureCommand({ taskToken, error: NEXT_ROUND, cause: json }));
}

async function isRefused(client: SFNClient, taskToken: string): Promise<boolean> {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    return false;
  } catch (error) {
    return error instanceof Error && /TaskTimedOut|TaskDoesNotExist/.test(error.name);
  }
}

async function statusAtEnd(
  client: SFNClient,
  executionArn: string,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<string | undefined> {
  for (let waited = 0; waited < ROUND_WITHIN_MS; waited += LOOK_AGAIN_MS) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
    await pause(LOOK_AGAIN_MS);
  }
  return 'RUNNING';
}

async function historyOf(client: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true, maxResults: 1000 }),
  );
  return events;
}

function isWaiting({ taskScheduledEventDetails: details }: HistoryEvent): boolean {
  return details?.resource === 'invoke.waitForTaskToken';
}

function withoutTokens(recording: string, tokens: readonly string[]): string {
  return tokens.reduce((text, token, index) => text.replaceAll(token, `TOKEN ${index + 1}`), recording);
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  });
  const [stateMachineArn] = positionals;
  if (values.help || stateMachineArn === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
  } else {
    const client = new SFNClient();
    const { checks, recording } = await verifyRounds(client, stateMachineArn);
    client.destroy();
    for (const { what, isSo } of checks) process.stdout.write(`${isSo ? 'yes' : 'NO '}  ${what}\n`);
    process.stdout.write(`\n${recording}\n`);
    process.exitCode = checks.every(({ isSo }) => isSo) ? 0 : 1;
  }
}
