import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Entry } from '../../../infra/entries.ts';
import { ASSETS } from '../../../infra/package-folders.ts';
import { FUNCTION_ENVIRONMENT } from '../../../test/support/function-environment.ts';
import { request as parsed, waiting } from '../../../test/support/requests.ts';
import { commandBody, pressBody, signedEvent } from '../../../test/support/slack-request.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { httpEvent } from '../../../test/support/web-event.ts';
import { approvalId } from '../../approval/approval-id.ts';
import { requestMessage } from '../../slack/blocks/request-message.ts';
import { median } from './median.ts';
import { CREATE_URLS } from './original.ts';

/*
 * Invokes the warm bundles and measures the CPU time of each invocation in this thread, including the SDK and Bolt.
 * Runs in its own process, because the functions write their logs to the standard output. Sends the results to its
 * parent process.
 */

const BATCHES = 9;
const INVOCATIONS = 100;

/** What this process sends to its parent. */
export interface Measured {
  readonly milliseconds: Readonly<Record<string, number>>;
  /** The event of {@link CREATE_URLS}. */
  readonly plain: object;
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

const cloud = new Worker(path.join(import.meta.dirname, 'fake-cloud.ts'));
const [url] = (await once(cloud, 'message')) as [string];
Object.assign(process.env, FUNCTION_ENVIRONMENT, { AWS_ENDPOINT_URL: url, SLACK_API_URL: `${url}/api/` });

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

const milliseconds: Record<string, number> = {};
for (const [name, work] of Object.entries(WORK)) milliseconds[name] = await cpuOf(work);
process.send?.({ milliseconds, plain } satisfies Measured);
await cloud.terminate();

/** @returns CPU milliseconds of one invocation: the median of several batches, without the first, which warms up */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const batches: number[] = [];
  for (let batch = 0; batch <= BATCHES; batch++) {
    const before = process.threadCpuUsage();
    for (let invocation = 0; invocation < INVOCATIONS; invocation++) await work();
    const { user, system } = process.threadCpuUsage(before);
    batches.push((user + system) / 1000 / INVOCATIONS);
  }
  return median(batches.slice(1));
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
