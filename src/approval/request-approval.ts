import type { CreateUrls } from '../callback/create-urls.ts';
import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import { inOneLine, type Note } from '../wide-line.ts';
import { executionReference, workflowOf } from './execution.ts';
import { mintInput } from './mint-input.ts';
import { parseRequest } from './request.ts';
import type { Mint, Surface } from './surface.ts';

/** What the state SendApprovalRequest returns: where the messages are, by surface. */
export interface SentRequest {
  readonly transaction_id: string;
  readonly messages: Readonly<Record<string, unknown>>;
}

interface RequestPorts {
  readonly createUrls: CreateUrls;
  readonly surfaces: readonly Surface[];
  readonly locale: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly newTransactionId: () => string;
  readonly log: Log;
}

/**
 * Asks for an approval on every surface. One that fails does not stop the others.
 *
 * @param event `{token, execution, request, timeout_seconds}`: the task token, the execution's ARN, the state's
 *   input and the state's TimeoutSeconds, after which the links expire too
 * @throws {Refusal} InvalidRequest; NothingSent when every surface failed
 */
export function requestApproval(event: unknown, ports: RequestPorts): Promise<SentRequest> {
  return inOneLine('request_approval', ports, (note) => ask(event, ports, note));
}

async function ask(event: unknown, ports: RequestPorts, note: Note): Promise<SentRequest> {
  const { token, execution, timeoutSeconds, input } = parseEvent(event);
  const transactionId = ports.newTransactionId();
  note({ transaction_id: transactionId, execution: executionReference(execution) });
  const request = parseRequest(input, ports.locale, workflowOf(execution));
  const expiresAt = timeoutSeconds === undefined ? undefined : new Date(ports.now() + timeoutSeconds * 1000);

  const sent = await Promise.allSettled(
    ports.surfaces.map(async (surface) => {
      const mint: Mint = async (context) => {
        const sealed = { ...context, surface: surface.name, execution: executionReference(execution) };
        const input = mintInput({ token, request, sealed, confirm: surface.confirm, expiresAt });
        return (await ports.createUrls(input, transactionId)).urls;
      };
      return surface.ask({ request, mint, ...(expiresAt && { expiresAt }) });
    }),
  );

  const messages: Record<string, unknown> = {};
  const reasons: string[] = [];
  for (const [index, { name }] of ports.surfaces.entries()) {
    const result = sent[index];
    if (result?.status === 'fulfilled') {
      messages[name] = result.value;
      continue;
    }
    const error = result?.reason;
    ports.log({ level: 'error', event: 'ask_failed', transaction_id: transactionId, surface: name, error });
    // An error of AWS or Slack is for the log; a refusal of ours says what to do.
    reasons.push(error instanceof Refusal ? `${name}: ${error.message}` : `${name} failed.`);
  }
  if (reasons.length === ports.surfaces.length) {
    throw new Refusal('NothingSent', `The approval request could not be sent. ${reasons.join(' ')}`);
  }
  note({ outcome: 'asked', surfaces: Object.keys(messages) });
  return { transaction_id: transactionId, messages };
}

function parseEvent(event: unknown) {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { token, execution, request: input, timeout_seconds: timeoutSeconds } = event;
  if (typeof token !== 'string' || token === '')
    throw new Refusal('InvalidRequest', 'The event has no task token.');
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  if (timeoutSeconds !== undefined && typeof timeoutSeconds !== 'number') {
    throw new Refusal('InvalidRequest', 'timeout_seconds is not a number: the links would never expire.');
  }
  return {
    token,
    execution,
    timeoutSeconds,
    input,
  };
}
