import type { CreateUrls } from '../callback/create-urls.ts';
import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Policy } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { inOneLine, type Note } from '../wide-line.ts';
import { askEverywhere } from './ask-everywhere.ts';
import { HEAD_START_MS } from './ask-in-turn.ts';
import { executionReference, workflowOf } from './execution.ts';
import type { GetHistory } from './history.ts';
import { mintInput } from './mint-input.ts';
import type { Wait } from './patience.ts';
import { parseRequest } from './request.ts';
import { showDecisionMadeMeanwhile } from './show-decision-made-meanwhile.ts';
import type { Mint, Surface } from './surface.ts';
import { tellWhoAsked, undelivered } from './undelivered.ts';

/** What the state SendApprovalRequest returns: where the messages are, by surface. */
export interface SentRequest {
  readonly transaction_id: string;
  readonly messages: Readonly<Record<string, unknown>>;
}

interface RequestPorts {
  readonly createUrls: CreateUrls;
  /** Refuses with InvalidRequest where the URLs would get around who may decide. */
  readonly assertMintable: (policy: Policy) => void;
  /** In the order in which they are asked. */
  readonly surfaces: readonly Surface[];
  readonly getHistory: GetHistory;
  readonly locale: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly newTransactionId: () => string;
  readonly log: Log;
}

/**
 * Asks for an approval on every surface. One that fails does not stop the others, unless nobody could decide there.
 *
 * @param event `{token, execution, request, timeout_seconds}`: the task token, the execution's ARN, the state's
 *   input and the state's TimeoutSeconds, after which the links expire too
 * @throws {Refusal} InvalidRequest; NothingSent when nobody was asked where they can decide
 */
export function requestApproval(event: unknown, ports: RequestPorts): Promise<SentRequest> {
  return inOneLine('request_approval', ports, (note) => ask(event, ports, note));
}

async function ask(event: unknown, ports: RequestPorts, note: Note): Promise<SentRequest> {
  const { token, execution, timeoutSeconds, input } = parseEvent(event);
  const transactionId = ports.newTransactionId();
  note({ transaction_id: transactionId, execution: executionReference(execution) });
  const request = parseRequest(input, ports.locale, workflowOf(execution));
  const startedAt = ports.now();
  const expiresAt = timeoutSeconds === undefined ? undefined : new Date(startedAt + timeoutSeconds * 1000);

  ports.assertMintable(request.policy);
  const askOn = async (surface: Surface) => {
    const mint: Mint = async (context) => {
      const sealed = { ...context, surface: surface.name, execution: executionReference(execution) };
      const input = mintInput({ token, request, sealed, confirm: surface.confirm, expiresAt });
      return (await ports.createUrls(input, transactionId)).urls;
    };
    return surface.ask({ request, mint, ...(expiresAt && { expiresAt }) });
  };
  const asked = await askEverywhere(request, ports.surfaces, askOn, ports.wait);
  const { sent, failed } = asked;

  for (const { surface, error } of failed) {
    const { name } = surface;
    ports.log({ level: 'error', event: 'ask_failed', transaction_id: transactionId, surface: name, error });
  }
  if (sent.length === 0) throw undelivered(asked, request);
  // Within its head start nobody was asked elsewhere: nobody can have decided before the message was there.
  if (ports.now() - startedAt > HEAD_START_MS) {
    await showDecisionMadeMeanwhile({ execution, token, request, sent }, ports);
  }
  if (failed.length > 0) await tellWhoAsked(failed, { request, transactionId }, ports);
  const messages = Object.fromEntries(sent.map(({ surface, reference }) => [surface.name, reference]));
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
