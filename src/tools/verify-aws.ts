import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { votesOf } from '../approval/approval.ts';
import { executionReference } from '../approval/execution.ts';
import { isComplete } from '../approval/history.ts';
import { readApprovals } from '../approval/read-approvals.ts';
import { NEXT_ROUND } from '../approval/round-errors.ts';
import { isObject, parseJson } from '../callback/json.ts';
import type { CreateUrlsInput } from '../callback/schemas.ts';
import { OptionError } from '../local/options.ts';
import { NOTATION } from '../wiring/notation.ts';
import { loadLanguage } from '../wording/index.ts';
import { DEFAULT_LOCALE } from '../wording/languages.ts';
import { readArguments } from './arguments.ts';

const USAGE = `Usage: npm run -s verify-aws -- <StateMachine> <Function>

StateMachine and Function are outputs of the deployment: the ARN of ApprovalEmails, and the function that makes callback URLs.

Runs one request with three votes in your account, and checks that Step Functions does what the rounds of Countersign rely on.
Prints one line for each check, and then the recording: the execution history without its task tokens. No person has to answer: the
request is named "verify-aws", and is shown on the surfaces of the deployment.

Each vote is given by a callback URL, so that the deployment itself writes it, with its proof.

It needs states:StartExecution, DescribeExecution, GetExecutionHistory and SendTaskSuccess, and lambda:InvokeFunction.
`;

/** A function may have to start first. */
const ROUND_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 500;
const VOTERS = ['ann@example.com', 'bob@example.com', 'cleo@example.com'];

/** One thing that the rounds rely on, and whether it was so. */
export interface Check {
  readonly what: string;
  readonly isSo: boolean;
}

/** A deployment in an account. */
export interface Deployed {
  readonly stepFunctions: SFNClient;
  readonly lambda: LambdaClient;
  readonly stateMachineArn: string;
  /** The name or the ARN of the function create-urls. */
  readonly createUrls: string;
}

/**
 * Runs a request with three votes, each of which is given by a callback URL of the deployment.
 *
 * @param pause waits for this many milliseconds
 * @returns the checks, and the history without its task tokens
 */
export async function verifyRounds(
  { stepFunctions: client, stateMachineArn, ...minting }: Deployed,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<{ readonly checks: readonly Check[]; readonly recording: string }> {
  const input = JSON.stringify({ name: 'verify-aws', approvals: VOTERS.length });
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  const tokens: string[] = [];
  for (const [index, recipient] of VOTERS.entries()) {
    const token = await roundOf(client, executionArn, index + 1, pause);
    tokens.push(token);
    const vote = { token, recipient, execution: executionReference(executionArn) };
    await press(await linkFor(vote, index === VOTERS.length - 1, minting));
  }
  const usedAgain = await isRefused(client, tokens[0] ?? '');
  const status = await statusAtEnd(client, executionArn, pause);
  const history = await historyOf(client, executionArn);
  return {
    checks: [
      ...(await checksOf(history, executionArn, tokens)),
      { what: 'A task token that was used before is refused.', isSo: usedAgain },
      { what: 'The execution succeeds with the last vote.', isSo: status === 'SUCCEEDED' },
    ],
    recording: withoutTokens(JSON.stringify(history, undefined, 2), tokens),
  };
}

async function checksOf(
  history: readonly HistoryEvent[],
  execution: string,
  tokens: readonly string[],
): Promise<Check[]> {
  const scheduled = history.filter(isWaiting);
  const failed = history.filter(({ taskFailedEventDetails: details }) => details?.error === NEXT_ROUND);
  await loadLanguage(DEFAULT_LOCALE);
  const approvals = readApprovals(history, execution, { ...NOTATION, locale: DEFAULT_LOCALE });
  const votes = approvals.flatMap(votesOf).map(({ who }) => who.email);
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

/** A callback URL that ends the round with the vote of its recipient. */
async function linkFor(
  vote: Pick<CreateUrlsInput, 'token' | 'recipient' | 'execution'>,
  isLast: boolean,
  { lambda, createUrls }: Pick<Deployed, 'lambda' | 'createUrls'>,
): Promise<string> {
  const action = isLast
    ? { name: 'approve', type: 'success', output: {} }
    : { name: 'approve', type: 'failure', error: NEXT_ROUND };
  const input = { ...vote, surface: 'verify-aws', actions: [action] };
  const command = new InvokeCommand({ FunctionName: createUrls, Payload: JSON.stringify(input) });
  const { Payload: payload } = await lambda.send(command);
  const answer = parseJson(payload?.transformToString());
  const { urls, message } = isObject(answer) ? answer : {};
  if (isObject(urls) && typeof urls.approve === 'string') return urls.approve;
  throw new OptionError(`${createUrls} made no callback URL: ${message ?? 'is it the output Function?'}`);
}

async function press(link: string): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(link, { method: 'POST', headers, body: '' });
  if (response.ok) return;
  const answer = parseJson(await response.text());
  const { message } = isObject(answer) ? answer : {};
  throw new OptionError(`A vote was refused with ${response.status}: ${message ?? 'see the log of respond'}`);
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
  const [stateMachineArn, createUrls, ...others] = readArguments({ usage: USAGE, words: true }).positionals;
  if (stateMachineArn === undefined || createUrls === undefined || others.length > 0) {
    process.stderr.write(USAGE);
    process.exit(2);
  }
  const deployed = {
    stepFunctions: new SFNClient(),
    lambda: new LambdaClient(),
    stateMachineArn,
    createUrls,
  };
  const { checks, recording } = await verifyRounds(deployed);
  deployed.stepFunctions.destroy();
  deployed.lambda.destroy();
  for (const { what, isSo } of checks) process.stdout.write(`${isSo ? 'yes' : 'NO '}  ${what}\n`);
  process.stdout.write(`\n${recording}\n`);
  process.exitCode = checks.every(({ isSo }) => isSo) ? 0 : 1;
}
