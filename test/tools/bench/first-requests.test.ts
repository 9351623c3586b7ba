import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { ENTRIES, type Entry } from '../../../infra/entries.ts';
import type { LogLine } from '../../../src/log.ts';
import { firstRequests } from '../../../src/tools/bench/first-requests.ts';
import { CREATE } from '../../support/functions.ts';

/** What the log line of the invocation says of it. */
const DONE: Readonly<Record<Entry, object>> = {
  'create-urls': { event: 'create_urls' },
  respond: { event: 'respond', outcome: 'asked', status: 200 },
  slack: { event: 'slack', outcome: 'started' },
  teams: { event: 'teams', outcome: 'started' },
  'request-approval': { event: 'request_approval', outcome: 'asked', surfaces: ['slack', 'email'] },
  'tell-outcome': { event: 'tell_outcome', surface: 'email', step: 'send' },
  tick: { event: 'tick', execution: 'ApprovalEmails:decided' },
  'check-sender': { event: 'check_sender', outcome: 'accepted' },
};

it.each(ENTRIES)('The first request that the bench measures of %s does its work', async (entry) => {
  const file = new URL('../../../src/tools/bench/fake-cloud.ts', import.meta.url);
  const cloud = fork(file, { execArgv: [] });
  onTestFinished(() => cloud.disconnect());
  const [url] = (await once(cloud, 'message')) as [string];
  const { requests, shared, close } = await firstRequests(url);
  onTestFinished(close);
  const { event, env } = requests[entry];
  const lines: LogLine[] = [];
  const handle = CREATE[entry]({ ...shared, ...env }, (line) => void lines.push(line));

  await handle(event);

  expect(lines).toContainEqual(expect.objectContaining(DONE[entry]));
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});
