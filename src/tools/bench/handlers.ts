import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Entry } from '../../../infra/entries.ts';
import { ASSETS } from '../../../infra/package-folders.ts';
import { FUNCTION_ENVIRONMENT } from '../../../test/support/function-environment.ts';
import { request as parsed, waiting } from '../../../test/support/requests.ts';
import { commandBody, pressBody, signedEvent } from '../../../test/support/slack-request.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { httpEvent } from '../../../test/support/web-event.ts';
import { approvalId } from '../../approval/approval-id.ts';
import { requestMessage } from '../../slack/blocks/request-message.ts';
import { loadLanguage } from '../../wording/index.ts';
import { CREATE_URLS } from './original.ts';
import { type Spread, spreadOf } from './spread.ts';

/*
 * Invokes the warm bundles and measures the CPU time of each invocation in all threads of this process, including the SDK and
 * Bolt: one invocation at a time, as Lambda does, and many at once.
 * Runs in its own process, because the functions write their logs to the standard output. Sends the results to its
 * parent process.
 */

const BATCHES = 9;
const INVOCATIONS = 100;
const AT_ONCE = [1, 50, 200];
/** A batch has twice as many invocations as there are at most at once. */
const BATCHES_AT_ONCE = 3;
const INVOCATIONS_AT_ONCE = 400;

/** CPU milliseconds of one invocation. */
export interface HandlerTimes {
  readonly alone: Readonly<Record<string, Spread>>;
  /** In the order of `atOnce`. */
  readonly together: Readonly<Record<string, readonly Spread[]>>;
  readonly atOnce: readonly number[];
  /** The event of {@link CREATE_URLS}. */
  readonly plain: object;
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

const cloud = fork(path.join(import.meta.dirname, 'fake-cloud.ts'));
const [url] = (await once(cloud, 'message')) as [string];
Object.assign(process.env, FUNCTION_ENVIRONMENT, { AWS_ENDPOINT_URL: url, SLACK_API_URL: `${url}/api/` });

refuseErrors();
const load = async (entry: Entry): Promise<Handler> =>
  (await import(pathToFileURL(path.join(ASSETS, entry, 'index.mjs')).href)).handler;
const createUrls = await load('create-urls');
const respond = await load('respond');
const slack = await load('slack');
const requestApproval = await load('request-approval');
const tellOutcome = await load('tell-outcome');

const execution = 'arn:aws:states:eu-central-1:123456789012:execution:ApprovalEmails:asking';
const request = { name: 'Ben', requester: 'ann', details: { Environment: 'production', Version: '1.2.3' } };
const actions = [
  { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
  { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben was rejected' },
];
/** What sfn-callback-urls takes too. */
const plain = { token: taskToken(700), actions };
const mint = { ...plain, confirm: true, execution: 'ApprovalEmails:7c1dba0e' };
const { urls: links } = await minted({ ...mint, surface: 'email', title: 'Approval for Ben' });
const { urls: buttons } = await minted({ ...mint, surface: 'slack' });
const sealedButtons = Object.entries(buttons).map(([action, link]) => ({
  action,
  sealed: new URL(link).searchParams.get('data') ?? '',
  url: link,
}));
await loadLanguage(undefined);
const message = { ts: '1764000000.000100', ...requestMessage(waiting(parsed(request)), sealedButtons) };

/** The step of ApprovalOutcome that sends the mail about the decided execution of the fake cloud. */
const mailStep = {
  execution: 'ApprovalEmails:decided',
  round: approvalId('decided'),
  surface: 'email',
  step: 'send',
};

const WORK: Readonly<Record<string, () => Promise<unknown>>> = {
  [CREATE_URLS]: () => createUrls(plain, {}),
  'respond: the page': () => respond(httpEvent(String(links.approve)), {}),
  'respond: a decision': () => respond(httpEvent(String(links.approve), { method: 'POST' }), {}),
  'slack: /approval start': () => slack(signed(commandBody('start Ben')), {}),
  'slack: a press that decides': () => slack(signed(pressBody(approveButton(), message)), {}),
  'request-approval: a mail and a message': () =>
    requestApproval({ token: taskToken(700), execution, request, timeout_seconds: 3600 }, {}),
  'tell-outcome: a mail': () => tellOutcome(mailStep, {}),
};

/** What is also measured with many invocations at once. */
const TOGETHER = [CREATE_URLS, 'respond: the page', 'respond: a decision', 'slack: a press that decides'];

const alone: Record<string, Spread> = {};
const together: Record<string, Spread[]> = {};
for (const [name, work] of Object.entries(WORK)) {
  alone[name] = await cpuOf(work, { atOnce: 1, batches: BATCHES, invocations: INVOCATIONS });
  if (!TOGETHER.includes(name)) continue;
  together[name] = [];
  for (const atOnce of AT_ONCE) {
    together[name].push(
      await cpuOf(work, { atOnce, batches: BATCHES_AT_ONCE, invocations: INVOCATIONS_AT_ONCE }),
    );
  }
}
const times: HandlerTimes = { alone, together, atOnce: AT_ONCE, plain };
process.send?.(times);
cloud.disconnect();

/** @returns CPU milliseconds of one invocation, in several batches without the first, which warms up */
async function cpuOf(
  work: () => Promise<unknown>,
  { atOnce, batches, invocations }: { atOnce: number; batches: number; invocations: number },
): Promise<Spread> {
  const measured: number[] = [];
  for (let batch = 0; batch <= batches; batch++) {
    let left = invocations;
    const before = process.cpuUsage();
    const workOn = async () => {
      while (left > 0) {
        left -= 1;
        assertWorked(await work());
      }
    };
    await Promise.all(Array.from({ length: atOnce }, workOn));
    const { user, system } = process.cpuUsage(before);
    measured.push((user + system) / 1000 / invocations);
  }
  return spreadOf(measured.slice(1));
}

/**
 * Ends the measurement when a function logs an error: the time of a failure tells nothing, and Slack gets status 200 then too. On a
 * machine that does something else, calls take too long with many at once.
 */
function refuseErrors(): void {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text) => {
    write(text);
    return String(text).startsWith('{"level":"ERROR"') ? process.exit(1) : true;
  };
}

/** @throws {Error} if the function refused: its time would tell nothing */
function assertWorked(result: unknown): void {
  const { statusCode = 200 } = (result ?? {}) as { statusCode?: number };
  if (statusCode >= 400) throw new Error(`A function answered with status ${statusCode}.`);
}

async function minted(input: object): Promise<{ urls: Readonly<Record<string, string>> }> {
  return (await createUrls(input, {})) as { urls: Readonly<Record<string, string>> };
}

function signed(body: string) {
  return signedEvent({ body, timestamp: Math.floor(Date.now() / 1000) });
}

function approveButton(): object {
  const found = message.blocks.find((block) => block.type === 'actions')?.elements[0];
  if (!found) throw new Error('The message has no button.');
  return found;
}
