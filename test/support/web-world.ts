import type { HttpResponse } from '../../src/http.ts';
import { formatLine, type LogLine } from '../../src/log.ts';
import { createRespondHandler, type RespondPorts } from '../../src/web/respond.ts';
import { NOTATION } from '../../src/wiring/notation.ts';
import { createJsonMinter } from './json-minter.ts';
import { httpEvent, type RequestParts } from './web-event.ts';
import { createFakeWorkflow, EXECUTION, TASK_TOKEN } from './web-fake-workflow.ts';
import { createMemorySealer } from './web-sealer.ts';

export const NOW = Date.UTC(2026, 10, 24, 12, 30);
export const TRANSACTION_ID = '0123456789abcdef0123456789abcdef';
const BASE_URL = 'https://example.com/prod';

const APPROVE = { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } };
const REJECT = { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' };

/** The create-urls input of request-approval for an e-mail. */
export const APPROVAL = {
  actions: [APPROVE, REJECT],
  confirm: true,
  title: 'Approval for Ben',
  requester: 'ann',
  surface: 'email',
  execution: EXECUTION,
};

const ALL_FEATURES = { outputParameters: true, postActions: true };

/** A form request of a browser. */
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
export const HTML = { accept: 'text/html' };

/** The respond handler with a real sealer and a fake Step Functions. */
export function createRespondWorld(overrides: Partial<RespondPorts> = {}) {
  const clock = { now: NOW };
  const sealer = createMemorySealer();
  const workflow = createFakeWorkflow(() => clock.now);
  const lines: LogLine[] = [];
  const handle = createRespondHandler({
    openLink: sealer.openLink,
    ...NOTATION,
    nextRoundWithinMs: 0,
    pause: async () => undefined,
    completeTask: workflow.completeTask,
    getHistory: workflow.getHistory,
    features: ALL_FEATURES,
    buttons: new Map([['slack', 2_000]]),
    locale: 'en',
    now: () => clock.now,
    // By default, no timeout ever ends.
    timeout: () => new AbortController().signal,
    log: (line) => lines.push(line),
    ...overrides,
  });
  const mint = createJsonMinter({
    seal: sealer.seal,
    baseUrl: BASE_URL,
    now: () => clock.now,
    features: ALL_FEATURES,
  });

  return {
    handle,
    clock,
    workflow,
    lines,
    /** The complete log as text. */
    logged: () => lines.map((line) => formatLine(line, new Date(clock.now))).join('\n'),
    /** The callback URLs of a request, by action. */
    async urls(input: Readonly<Record<string, unknown>> = APPROVAL): Promise<Record<string, string>> {
      return (await mint({ token: TASK_TOKEN, ...input }, TRANSACTION_ID)).urls;
    },
    /** The callback URL of a single action. */
    async url(action: Readonly<Record<string, unknown>>, rest: object = {}): Promise<string> {
      const task = 'callback_id' in rest ? {} : { token: TASK_TOKEN };
      const { urls } = await mint({ ...task, actions: [action], ...rest }, TRANSACTION_ID);
      return Object.values(urls)[0] ?? '';
    },
    send: (url: string, parts?: RequestParts): Promise<HttpResponse> => handle(httpEvent(url, parts)),
  };
}

export type RespondWorld = ReturnType<typeof createRespondWorld>;

/** Replaces parameters in the query string of a callback URL. */
export function withQuery(url: string, change: (query: URLSearchParams) => void): string {
  const changed = new URL(url);
  change(changed.searchParams);
  return changed.href;
}
