import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { type AskedRequest, askedRequest } from '../../approval/asked-request.ts';
import { MAX_DETAILS, MAX_LABEL, MAX_TITLE, MAX_VALUE } from '../../approval/limits.ts';
import { cut, oneLine } from '../../approval/text.ts';
import { CallError } from '../../aws/call-error.ts';
import { Refusal } from '../../callback/errors.ts';
import { objectIn } from '../../callback/json.ts';
import { Misuse } from '../arguments.ts';
import type { Deployment } from '../deployment.ts';
import { checkedInput, type RequestInput } from '../request-input.ts';
import { resultOf } from '../result.ts';
import { explained, tooManyDetails } from '../text.ts';
import { type Waiting, waitForEnd } from '../wait.ts';
import {
  AI_AGENT,
  ASK_FIRST,
  ASKED,
  GET_APPROVAL,
  LATER,
  MEMBERS,
  REQUEST_APPROVAL,
  toolText,
  UNAVAILABLE,
} from './text.ts';

export interface ToolOptions {
  readonly deployment: Deployment;
  /** The members of each request that the agent cannot change. Its details are added to those of the agent. */
  readonly fixed: RequestInput;
  readonly version: string;
  readonly pause: Waiting['pause'];
}

/** Clients of the protocol give up after a minute (TypeScript SDK: DEFAULT_REQUEST_TIMEOUT_MSEC). */
const LONGEST_WAIT = 50;

/**
 * The members of a request that an agent may give. Longer texts would be cut: the agent would act on words that no person has
 * seen.
 */
const REQUEST = {
  title: z.string().min(1).max(MAX_TITLE).describe(MEMBERS.title),
  details: z
    .record(z.string().max(MAX_LABEL), z.string().max(MAX_VALUE))
    .optional()
    .describe(MEMBERS.details),
  approvers: z.array(z.string()).optional().describe(MEMBERS.approvers),
  approvals: z.int().min(1).optional().describe(MEMBERS.approvals),
  channel: z.string().optional().describe(MEMBERS.channel),
  teams_channel: z.string().optional().describe(MEMBERS.teams_channel),
  locale: z.string().optional().describe(MEMBERS.locale),
};

const DECISION = z.record(z.string(), z.unknown());

const RESULT = {
  id: z.string(),
  title: z.string(),
  details: z.record(z.string(), z.string()).optional(),
  status: z.enum(['waiting', 'approved', 'rejected', 'answered', 'expired', 'cancelled', 'failed']),
  decision: DECISION.optional(),
  decisions: z.array(DECISION).optional(),
  reason: z.string().optional(),
};

/** A server of the Model Context Protocol with the tools `request_approval` and `get_approval`. */
export function createToolServer({ deployment, fixed, version, pause }: ToolOptions): McpServer {
  const server = new McpServer({ name: 'countersign', version }, { instructions: ASK_FIRST });

  server.registerTool(
    'request_approval',
    {
      title: 'Ask a person for an approval',
      description: REQUEST_APPROVAL,
      inputSchema: z.strictObject(without(REQUEST, fixed)),
      outputSchema: RESULT,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    (given, { signal }) =>
      answered(async () => {
        const details = detailsOf(given.details, objectIn(fixed.details));
        const input = await checkedInput({ ...requester(), ...given, ...fixed, details });
        const id = await deployment.start(input, signal);
        return toolResult(id, askedRequest({ status: 'RUNNING', input }), ASKED);
      }),
  );

  server.registerTool(
    'get_approval',
    {
      title: 'See how an approval stands',
      description: GET_APPROVAL,
      inputSchema: z.strictObject({
        id: z.string().describe(MEMBERS.id),
        wait_seconds: z.int().min(0).max(LONGEST_WAIT).default(0).describe(MEMBERS.wait_seconds),
      }),
      outputSchema: RESULT,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ id, wait_seconds: seconds }, { signal }) =>
      answered(async () => {
        const look = () => deployment.look(id);
        const until = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
        const found = seconds > 0 ? await waitForEnd({ look, pause, signal: until }) : await look();
        return found ? toolResult(id, found, LATER) : failed(UNAVAILABLE);
      }),
  );

  /** People should see that a program asks, and which. The program chooses its name, and a long one must not push that out. */
  function requester(): RequestInput {
    const client = server.server.getClientVersion();
    if (!client) return {};
    const name = cut(oneLine(client.title ?? client.name), MAX_LABEL - AI_AGENT.length);
    return { requester: name + AI_AGENT };
  }

  return server;
}

/** So much JSON of details is always shown in Slack, in characters (MAX_DETAILS of src/slack/blocks/request-message.ts). */
const MAX_SHOWN = 3_500;

/**
 * First those that the agent cannot change.
 *
 * @throws {Misuse} if a surface lacks the room to show all of them: people must see what the agent says
 */
function detailsOf(given: object | undefined, fixed: object): object {
  const details = { ...fixed, ...given, ...fixed };
  const tooMany = Object.keys(details).length > MAX_DETAILS;
  if (tooMany || JSON.stringify(details).length > MAX_SHOWN) throw new Misuse(tooManyDetails(MAX_DETAILS));
  return details;
}

/** Members of a request that exclude others. */
const EXCLUDED: Readonly<Record<string, readonly string[]>> = {
  stages: ['approvers', 'approvals'],
  unanimous: ['approvals'],
};

function without<Shape extends z.ZodRawShape>(shape: Shape, fixed: RequestInput): Shape {
  const hidden = Object.keys(fixed).flatMap((member) => [
    member,
    ...(fixed[member] ? (EXCLUDED[member] ?? []) : []),
  ]);
  return Object.fromEntries(
    Object.entries(shape).filter(([member]) => member === 'details' || !hidden.includes(member)),
  ) as Shape;
}

function toolResult(id: string, request: AskedRequest, waiting: string): CallToolResult {
  return {
    content: [{ type: 'text', text: toolText(id, request, waiting) }],
    structuredContent: { ...resultOf(id, request) },
  };
}

/** What the agent can correct, or must tell its user, is a result of the tool, so that it reads it. */
async function answered(call: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallError) return failed(explained(error));
    if (error instanceof Refusal || error instanceof Misuse) return failed(error.message);
    throw error;
  }
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
