import { expect } from 'vitest';
import { sealButtons } from '../../src/approval/buttons.ts';
import { createActionSealer } from '../../src/callback/url.ts';
import { readHttpRequest } from '../../src/http.ts';
import { formatLine, type LogLine } from '../../src/log.ts';
import { ASK } from '../../src/teams/card/decide-actions.ts';
import { CARD_TYPE } from '../../src/teams/card/elements.ts';
import { PUBLIC } from '../../src/teams/cloud.ts';
import { createConnector } from '../../src/teams/connector.ts';
import { createTeamsEndpoint } from '../../src/teams/endpoint.ts';
import type { FollowUp } from '../../src/teams/follow-up.ts';
import { createTeamsPeople } from '../../src/teams/people.ts';
import type { EndpointPorts } from '../../src/teams/ports.ts';
import { runFollowUp } from '../../src/teams/run-follow-up.ts';
import { createIsServiceUrl } from '../../src/teams/service-url.ts';
import { createVerifier } from '../../src/teams/verify.ts';
import { officialFaults } from './official-card.ts';
import { DEFAULTS, request, waiting } from './requests.ts';
import { type Recorded, recordedActivity } from './teams-activities.ts';
import { APP_ID, startTeamsAuthority, TENANT_ID, type TokenParts } from './teams-authority.ts';
import {
  ANN,
  CHANNEL,
  connectorOptions,
  type FakeMember,
  startFakeConnector,
} from './teams-fake-connector.ts';
import { httpEvent } from './web-event.ts';
import { ASKED_AT, createFakeWorkflow, EXECUTION, TASK_TOKEN } from './web-fake-workflow.ts';
import { createMemorySealer } from './web-sealer.ts';

export const NOW = Date.UTC(2026, 10, 24, 12, 30);
export const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';
/** The message of the request. */
export const THREAD = `${CHANNEL};messageid=1764000000000`;
export const MESSAGE_ID = '1764000000000';

/**
 * The endpoint of Teams with real tokens, a real key server, and a connector over HTTP. Tests send signed deliveries; AWS is
 * a fake.
 */
export async function startTeamsWorld(overrides: Partial<EndpointPorts> = {}) {
  const clock = { now: NOW };
  const now = () => clock.now;
  const [fake, authority] = await Promise.all([startFakeConnector(), startTeamsAuthority(now)]);
  const sealer = createMemorySealer();
  const workflow = createFakeWorkflow(now);
  const started: { name: string; input: unknown }[] = [];
  const stopped: { execution: string; cause: string }[] = [];
  const outcomes: string[] = [];
  const lines: LogLine[] = [];
  const log = (line: LogLine) => void lines.push(line);
  const isServiceUrl = createIsServiceUrl(fake.serviceUrl);
  const connector = createConnector({
    ...connectorOptions(fake),
    now,
    isServiceUrl,
    patience: 'interactive',
    log,
  });
  const ports: EndpointPorts = {
    open: sealer.open,
    completeTask: workflow.completeTask,
    getHistory: workflow.getHistory,
    startExecution: async (name, input) => void started.push({ name, input }),
    listStateMachines: async () => [MACHINE],
    listExecutions: async ({ running }) =>
      workflow.ended() && running
        ? []
        : [{ execution: EXECUTION, running: !workflow.ended(), startedAt: ASKED_AT }],
    stopExecution: async (execution, cause) => {
      stopped.push({ execution, cause });
      workflow.stop(cause);
    },
    startOutcomeExecution: async (name) => void outcomes.push(name),
    connector,
    people: createTeamsPeople(connector, now),
    followUp: async () => undefined,
    channel: CHANNEL,
    serviceUrl: fake.serviceUrl,
    tenantId: TENANT_ID,
    appName: 'Countersign',
    stateMachineArn: MACHINE,
    stateMachines: [MACHINE],
    ...DEFAULTS,
    now,
    pause: async () => undefined,
    // By default, no timeout ever ends.
    timeout: () => new AbortController().signal,
    log,
    ...overrides,
  };
  const verify = createVerifier({
    issuer: PUBLIC.issuer,
    appId: APP_ID,
    tenantId: TENANT_ID,
    openIdUrl: authority.openIdUrl,
    isServiceUrl,
    now,
  });
  const endpoint = createTeamsEndpoint(ports, verify);

  /** Sends an activity, or its JSON, with a token that is valid, unless the parts say otherwise. */
  const send = async (
    activity: object | string,
    { token, ...parts }: TokenParts & { token?: string | null } = {},
  ) => {
    const given =
      token === undefined ? await authority.sign({ serviceUrl: fake.serviceUrl, ...parts }) : token;
    const event = httpEvent('https://example.com/teams/messages', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(given !== null && { Authorization: `Bearer ${given}` }),
      },
      body: typeof activity === 'string' ? activity : JSON.stringify(activity),
    });
    const response = await endpoint(readHttpRequest(event));
    const answer = response.body ? JSON.parse(response.body) : undefined;
    if (answer?.type === CARD_TYPE) expect(officialFaults(answer.value)).toEqual([]);
    return { ...response, answer };
  };

  /** A recorded activity of this person now, with these members in place of its own. */
  const recorded = (name: Recorded, { id, name: called, aadObjectId }: FakeMember, members: object) => ({
    ...recordedActivity(name, fake.serviceUrl),
    id: `f:${Math.trunc(clock.now)}`,
    timestamp: new Date(clock.now).toISOString(),
    from: { id, name: called, aadObjectId },
    ...members,
  });
  /** An event in the team. */
  const activityOf = (from: FakeMember, members: object) => {
    const { membersAdded: _, ...event } = recorded('team-installed', from, {});
    return { ...event, ...members };
  };
  const pressOf = (data: object, from: FakeMember = ANN, members: object = {}, verb?: string) => {
    const { value } = recorded('card-action', from, {});
    return recorded('card-action', from, {
      value: { ...value, action: { ...value.action, data, ...(verb && { verb }) } },
      ...members,
    });
  };

  /** A message to the bot: in the channel with its mention, in a personal chat without. */
  const messageOf = (
    text: string,
    from: FakeMember = ANN,
    { personal = false, mentions = [] as FakeMember[] } = {},
  ) => {
    const { conversation, entities } = recorded(
      personal ? 'message-personal' : 'message-in-channel',
      from,
      {},
    );
    const mentioned = mentions.map(({ id, name }) => ({
      type: 'mention',
      mentioned: { id, name },
      text: `<at>${name}</at>`,
    }));
    return recorded(personal ? 'message-personal' : 'message-in-channel', from, {
      text: personal ? text : `<at>Countersign</at>&nbsp;${text}\n`,
      entities: [...entities, ...mentioned],
      ...(personal && { conversation: { ...conversation, id: `a:${from.id}` } }),
    });
  };

  return {
    fake,
    authority,
    workflow,
    started,
    stopped,
    outcomes,
    /** Runs a follow-up, as Lambda does after its event. */
    followUp: (work: FollowUp) => runFollowUp(work, ports),
    clock,
    lines,
    send,
    messageOf,
    /** Sends a message, and gives the text of the answer. */
    async say(...given: Parameters<typeof messageOf>): Promise<string> {
      const { statusCode } = await send(messageOf(...given));
      const { path, body } = fake.called('POST').at(-1) ?? {};
      return statusCode === 200 ? `${body?.text ?? JSON.stringify(body)}` : `${statusCode} ${path}`;
    },
    activityOf,
    pressOf,
    press: (data: object, from?: FakeMember, members?: object) => send(pressOf(data, from, members)),
    /** Presses a button that asks for the form of an answer. */
    askForm: (data: object, from?: FakeMember) => send(pressOf(data, from, {}, ASK)),
    /** The card of the last message that the bot sent. */
    lastCard: () => fake.called('POST').at(-1)?.body?.attachments?.[0]?.content,
    logged: () => lines.map((line) => formatLine(line, new Date(clock.now))).join('\n'),
    /** The buttons of the message that request-approval posts. */
    async ask(input: object = { name: 'Ben', requester: 'ann' }, expiration?: string) {
      workflow.input = input;
      const approval = waiting(request(input), { until: expiration ? new Date(expiration) : undefined });
      const seal = createActionSealer(sealer.seal, 'https://example.com/prod');
      const buttons = await sealButtons(
        approval,
        { token: TASK_TOKEN },
        { name: 'teams', confirm: true },
        [{}],
        seal,
      );
      const all = Object.fromEntries(buttons.map(({ action, sealed }) => [action, { payload: sealed }]));
      const [approve, reject = approve] = Object.values(all);
      if (!approve || !reject) throw new TypeError('There is no button.');
      return { approve, reject, all };
    },
  };
}

export type TeamsWorld = Awaited<ReturnType<typeof startTeamsWorld>>;
