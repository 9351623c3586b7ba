import type { KnownBlock } from '@slack/types';
import { sealButtons } from '../../src/approval/buttons.ts';
import { createActionSealer } from '../../src/callback/url.ts';
import { type HttpResponse, readHttpRequest } from '../../src/http.ts';
import { formatLine, type LogLine } from '../../src/log.ts';
import { type Message, requestMessage } from '../../src/slack/blocks/request-message.ts';
import { createSlackChannels } from '../../src/slack/channels.ts';
import { createSlackEndpoint } from '../../src/slack/endpoint.ts';
import type { FollowUp } from '../../src/slack/follow-up.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import type { EndpointPorts } from '../../src/slack/ports.ts';
import { respond } from '../../src/slack/response-url.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { DEFAULTS, request, waiting } from './requests.ts';
import {
  commandBody,
  homeOpenedBody,
  homePressBody,
  type PressedMessage,
  type PressPlace,
  pressBody,
  SIGNING_SECRET,
  signedEvent,
  submissionBody,
  type User,
} from './slack-request.ts';
import { ASKED_AT, createFakeWorkflow, EXECUTION, MESSAGE, TASK_TOKEN } from './web-fake-workflow.ts';
import { createMemorySealer } from './web-sealer.ts';

export const NOW = Date.UTC(2026, 10, 24, 12, 30);
const BOT_TOKEN = 'xoxb-test';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';

/**
 * The Slack endpoint with the real Bolt and Web API client. Tests send signed requests; the ports are fakes. Slack tells no
 * names, so that not each test has a call for one more; `withNames` lets it.
 */
export function createSlackWorld(
  apiUrl: string,
  { withNames = false, ...overrides }: Partial<EndpointPorts> & { withNames?: boolean } = {},
) {
  const clock = { now: NOW };
  const sealer = createMemorySealer();
  const workflow = createFakeWorkflow(() => clock.now);
  const started: { name: string; input: unknown }[] = [];
  const stopped: { execution: string; cause: string }[] = [];
  const followUps: FollowUp[] = [];
  const lines: LogLine[] = [];
  const log = (line: LogLine) => lines.push(line);
  const client = createWebClient(BOT_TOKEN, { apiUrl, patience: 'interactive', log });
  const seal = createActionSealer(sealer.seal, 'https://example.com/prod');
  const questions = { client: async () => client, now: () => clock.now, log };
  const people = createSlackPeople(questions);
  const usual: EndpointPorts = {
    open: sealer.open,
    completeTask: workflow.completeTask,
    getHistory: workflow.getHistory,
    startExecution: async (name, input) => {
      started.push({ name, input });
    },
    listStateMachines: async () => [MACHINE],
    listExecutions: async ({ running }) =>
      workflow.ended() && running
        ? []
        : [{ execution: EXECUTION, running: !workflow.ended(), startedAt: ASKED_AT }],
    stopExecution: async (execution, cause) => {
      stopped.push({ execution, cause });
      workflow.stop(cause);
    },
    followUp: async (work) => {
      followUps.push(work);
    },
    seal,
    channels: createSlackChannels(questions),
    stateMachineArn: MACHINE,
    stateMachines: [MACHINE],
    people: { ...people, nameOf: async () => undefined },
    client: async () => client,
    respond,
    channel: 'approvals',
    appName: 'Countersign',
    command: '/approval',
    ...DEFAULTS,
    now: () => clock.now,
    pause: async () => undefined,
    // By default, no timeout ever ends.
    timeout: () => new AbortController().signal,
    log,
  };
  const ports = { ...usual, ...(withNames && { people }), ...overrides };
  const endpoint = createSlackEndpoint(ports, async () => ({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
  }));
  const send = (event: unknown): Promise<HttpResponse> => endpoint(readHttpRequest(event));
  const sendSigned = (body: string, contentType?: string) =>
    send(signedEvent({ body, timestamp: clock.now / 1000, ...(contentType && { contentType }) }));

  return {
    ports,
    /** The default ports, without overrides. */
    usual,
    clock,
    workflow,
    started,
    stopped,
    followUps,
    lines,
    /** The log lines of requests that Bolt handled. `others` are all other lines. */
    requests: () => lines.filter(isRequest),
    others: () => lines.filter((line) => !isRequest(line)),
    logged: () => lines.map((line) => formatLine(line, new Date(clock.now))).join('\n'),
    send,
    sendSigned,
    command: async (text: string, overrides?: Readonly<Record<string, string>>) =>
      answered(await sendSigned(commandBody(text, overrides))),
    press: (button: object, message: PressedMessage, user?: User, place?: PressPlace) =>
      sendSigned(pressBody(button, message, user, place)),
    pressAtHome: (button: object, user?: User) => sendSigned(homePressBody(button, user)),
    /** Submits an opened modal with the entered values. */
    submit: async (view: object | undefined, values: Readonly<Record<string, object>> = {}, user?: User) =>
      answered(await sendSigned(submissionBody(view ?? {}, values, user))),
    openHome: (userId?: string, tab?: string) => sendSigned(homeOpenedBody(userId, tab), 'application/json'),
    /** Creates the message that request-approval posts. */
    async ask(input: object = { name: 'Ben', requester: 'ann' }, expiration?: string): Promise<Asked> {
      workflow.input = input;
      const until = expiration ? new Date(expiration) : undefined;
      const approval = waiting(request(input), { askedAt: ASKED_AT, until });
      const buttons = await sealButtons(
        approval,
        { token: TASK_TOKEN },
        { name: 'slack', confirm: true },
        [{}],
        seal,
      );
      const message = requestMessage(approval, buttons);
      return { message: { ts: MESSAGE.ts, ...message }, ...buttonsOf(message.blocks) };
    },
  };
}

export type SlackWorld = ReturnType<typeof createSlackWorld>;

export const BOB: User = { id: 'U0BOB0001', username: 'bob' };

interface Asked {
  readonly message: Message & { readonly ts: string };
  /** All buttons, and the first two of them. */
  readonly buttons: readonly Pressable[];
  readonly approve: Pressable;
  readonly reject: Pressable;
}

/** The button in a request of Slack. */
interface Pressable {
  readonly action_id: string;
  readonly text: { readonly text: string };
  readonly style?: string;
  readonly value?: string;
  readonly confirm?: object;
}

function isRequest({ event }: LogLine): boolean {
  return event === 'slack';
}

function answered(response: HttpResponse) {
  return { ...response, answer: response.body ? JSON.parse(response.body) : undefined };
}

function buttonsOf(blocks: readonly KnownBlock[]): Pick<Asked, 'buttons' | 'approve' | 'reject'> {
  const actions = blocks.find((block) => block.type === 'actions');
  const buttons = (actions?.elements ?? []) as Pressable[];
  const [approve, reject] = buttons;
  if (!approve || !reject) throw new TypeError('The message does not have two buttons.');
  return { buttons, approve, reject };
}
