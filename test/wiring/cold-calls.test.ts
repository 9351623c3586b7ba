import { describe, expect, it, vi } from 'vitest';
import { ENTRIES, type Entry } from '../../infra/entries.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { createFormats } from '../../src/callback/formats.ts';
import type { Context, DirectAction } from '../../src/callback/payload.ts';
import type { Environment } from '../../src/config.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { REFERENCE, tokenOf } from '../support/built-histories.ts';
import { startCloudInSeries } from '../support/cloud-in-series.ts';
import { senderRequest } from '../support/cloudformation.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';
import { CREATE } from '../support/functions.ts';
import { approvedBy, askedBy } from '../support/proven-records.ts';
import { commandBody, pressBody, SIGNING_SECRET, signedEvent } from '../support/slack-request.ts';
import { taskToken } from '../support/task-tokens.ts';
import { type Recorded, recordedActivity } from '../support/teams-activities.ts';
import { startTeamsAuthority } from '../support/teams-authority.ts';
import { ANN, CHANNEL } from '../support/teams-fake-connector.ts';
import { httpEvent } from '../support/web-event.ts';

/*
 * The calls of each function in a cold start, one after the other. docs/benchmarks.md has the same table. Each step is a time
 * that a person or a state machine waits.
 */

const EXECUTION = 'arn:aws:states:eu-central-1:123456789012:execution:ApprovalEmails:7c1dba0e';
const TOKEN = taskToken(700);
const APPROVE: DirectAction = { name: 'approve', type: 'success', output: {}, confirm: true };
const REJECT: DirectAction = { name: 'reject', type: 'failure', error: 'rejected', cause: 'Rejected.' };

const keys = createFakeKeyService();
const { seal, proofs } = createFormats({ keys, deployment: FUNCTION_ENVIRONMENT.KEY_CONTEXT });
if (!proofs) throw new TypeError('there are no proofs');
const sealed = (action: DirectAction, context: Context) =>
  seal({
    token: TOKEN,
    transactionId: '0f',
    action,
    context: { execution: 'ApprovalEmails:7c1dba0e', ...context },
  });
const button = await sealed(APPROVE, { surface: 'slack' });
const rejectButton = await sealed(REJECT, { surface: 'slack' });
const cardButton = await sealed(APPROVE, { surface: 'teams' });
const link = await sealed(APPROVE, { surface: 'email', title: 'Approval for Ben' });

const ASKED = {
  id: 1,
  previousEventId: 0,
  timestamp: 1,
  type: 'TaskScheduled',
  taskScheduledEventDetails: {
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    region: 'eu-central-1',
    parameters: JSON.stringify({ Payload: { token: TOKEN, execution: EXECUTION, request: { name: 'Ben' } } }),
  },
};
/** The execution of the histories of {@link askedBy}, ten minutes after it asked. */
const RECENT = Math.floor(Date.now() / 1000) - 600;
const record = { messages: { slack: { channel: 'C0123456789', ts: '1764000000.000100' } } };
const REMINDED = { name: 'Ben', remind: { after: '5m' } };
const waiting = await askedBy(proofs, 1, { request: REMINDED, record });
const decision = { action: 'approve', person: { name: 'ann' }, via: 'slack', at: '2026-11-24T12:05:00Z' };
const decided = [...waiting, await approvedBy(proofs, 1, { decision })];
const asAnswer = (events: readonly HistoryEvent[]) => ({
  GetExecutionHistory: { events: events.map((event) => ({ ...event, timestamp: RECENT })) },
});
const round = approvalId(tokenOf(1));

const Plaintext = Buffer.from(keys.generated[0]?.plaintext ?? []).toString('base64');
const CiphertextBlob = Buffer.alloc(184).toString('base64');
const KeyId = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const SECRETS = { botToken: 'xoxb-1', signingSecret: SIGNING_SECRET, clientSecret: 'very-secret' };
const ANSWERS = {
  GetSecretValue: { SecretString: JSON.stringify(SECRETS) },
  Decrypt: { Plaintext },
  GenerateDataKey: { Plaintext, CiphertextBlob, KeyId },
  GetExecutionHistory: { events: [ASKED] },
  StartExecution: { executionArn: EXECUTION, startDate: 1 },
  'chat.postMessage': { ok: true, channel: 'C0123456789', ts: '1764000000.000100' },
};

/** The keys of Teams, and what signs its deliveries. */
async function teams(url: string) {
  const authority = await startTeamsAuthority(Date.now);
  const serviceUrl = `${url}/teams/`;
  return {
    answers: {
      openid: { issuer: 'https://api.botframework.com', jwks_uri: `${url}/keys` },
      keys: await (await fetch(authority.keysUrl)).json(),
      token: { token_type: 'Bearer', expires_in: 3600, access_token: 'token' },
      members: ANN,
      activities: { id: '1764000000000' },
    },
    async deliver(name: Recorded) {
      return httpEvent('https://example.com/teams/messages', {
        method: 'POST',
        headers: { authorization: `Bearer ${await authority.sign({ serviceUrl })}` },
        body: JSON.stringify(recordedActivity(name, serviceUrl, cardButton)),
      });
    },
  };
}

/** Loads a function in a deployment with Slack and Teams, until the calls of its load are answered. */
async function loaded({
  entry,
  atLoad = [],
  series = [],
  answers = {},
  env = {},
}: Omit<Row, 'title' | 'event'>) {
  const steps = [...(atLoad.length > 0 ? [atLoad] : []), ...series];
  let answersOfTeams = {};
  const { url, came } = await startCloudInSeries(steps, () => ({
    ...ANSWERS,
    ...answersOfTeams,
    ...answers,
  }));
  const { deliver, answers: ofTeams } = await teams(url);
  answersOfTeams = ofTeams;
  const environment = {
    ...FUNCTION_ENVIRONMENT,
    AWS_ENDPOINT_URL: url,
    SLACK_API_URL: `${url}/api/`,
    SLACK_BOT_TOKEN: '',
    SLACK_SIGNING_SECRET: '',
    SLACK_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack',
    TEAMS_CLIENT_SECRET: '',
    TEAMS_SECRET_ID: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:teams',
    TEAMS_SERVICE_URL: `${url}/teams/`,
    TEAMS_AUTHORITY_URL: url,
    TEAMS_OPENID_URL: `${url}/openid`,
    TOPIC_ARN: '',
    ...env,
  };
  const handle = CREATE[entry](environment, () => {});
  if (atLoad.length > 0) await vi.waitFor(() => expect(came).toEqual([atLoad]));
  return { handle, came: () => came.slice(atLoad.length > 0 ? 1 : 0), world: { url, deliver } };
}

const signed = (body: string) => signedEvent({ body, timestamp: Math.floor(Date.now() / 1000) });
const message = { ts: '1764000000.000100', text: 'Approval for Ben', blocks: [{ type: 'divider' }] };
const pressed = (name: string, value: string, { url }: World) =>
  signed(
    pressBody({ action_id: `decide:${name}`, value }, message, undefined, {
      responseUrl: `${url}/response_url`,
    }),
  );
const opened = (method: string) =>
  httpEvent(`https://example.com/?data=${encodeURIComponent(link)}`, { method });

interface World {
  /** Of AWS, Slack and Teams. */
  readonly url: string;
  /** A delivery of Teams, signed. */
  readonly deliver: (name: Recorded) => Promise<object>;
}

interface Row {
  readonly title: string;
  readonly entry: Entry;
  readonly env?: Environment;
  readonly answers?: Readonly<Record<string, object>>;
  readonly atLoad?: readonly string[];
  readonly event: (world: World) => object | Promise<object>;
  readonly series?: readonly (readonly string[])[];
}

const SECRET = ['GetSecretValue'];

const ROWS: readonly Row[] = [
  {
    title: 'slack, /approval start',
    entry: 'slack',
    atLoad: SECRET,
    event: () => signed(commandBody('start Ben')),
    series: [['users.info'], ['StartExecution']],
  },
  {
    title: 'slack, a press that decides',
    entry: 'slack',
    atLoad: SECRET,
    event: (world) => pressed('approve', button, world),
    series: [['Decrypt', 'users.info'], ['SendTaskSuccess'], ['StartExecution', 'response_url']],
  },
  {
    title: 'slack, a press that opens the form of a rejection',
    entry: 'slack',
    atLoad: SECRET,
    event: (world) => pressed('reject', rejectButton, world),
    series: [['Decrypt', 'users.info'], ['GetExecutionHistory'], ['views.open']],
  },
  {
    title: 'respond, the page of a link',
    entry: 'respond',
    event: () => opened('GET'),
    series: [['Decrypt'], ['GetExecutionHistory']],
  },
  {
    title: 'respond, a decision',
    entry: 'respond',
    event: () => opened('POST'),
    series: [['Decrypt'], ['SendTaskSuccess'], ['StartExecution']],
  },
  {
    title: 'teams, start',
    entry: 'teams',
    env: { TEAMS_CHANNEL: CHANNEL },
    atLoad: SECRET,
    event: ({ deliver }) => deliver('message-in-channel'),
    series: [['openid'], ['keys'], ['token'], ['members'], ['StartExecution'], ['activities']],
  },
  {
    title: 'teams, a press that decides',
    entry: 'teams',
    env: { TEAMS_CHANNEL: CHANNEL },
    atLoad: SECRET,
    event: ({ deliver }) => deliver('card-action'),
    series: [
      ['openid'],
      ['keys'],
      ['Decrypt', 'token'],
      ['GetExecutionHistory', 'members'],
      ['SendTaskSuccess'],
      ['StartExecution', 'activities'],
    ],
  },
  {
    title: 'request-approval, a message in Slack',
    entry: 'request-approval',
    atLoad: SECRET,
    event: () => ({ token: TOKEN, execution: EXECUTION, request: { name: 'Ben' } }),
    series: [['GenerateDataKey', 'GetExecutionHistory'], ['chat.postMessage'], ['GetExecutionHistory']],
  },
  {
    title: 'tick, a reminder in Slack',
    entry: 'tick',
    answers: asAnswer(waiting),
    event: () => ({
      execution: REFERENCE,
      approval: round,
      stage: 0,
      surface: 'slack',
      notice: 'stage-1-reminder-1',
      from: new Date((RECENT + 60) * 1000).toISOString(),
    }),
    series: [
      ['GetExecutionHistory'],
      ['Decrypt'],
      ['GenerateDataKey'],
      ['GetSecretValue'],
      ['chat.postMessage'],
    ],
  },
  {
    title: 'tell-outcome, a message in Slack',
    entry: 'tell-outcome',
    answers: asAnswer(decided),
    event: () => ({ execution: REFERENCE, round, surface: 'slack', step: 'update' }),
    series: [['GetExecutionHistory'], ['Decrypt'], ['GetSecretValue'], ['chat.update']],
  },
  {
    title: 'tell-outcome, a mail',
    entry: 'tell-outcome',
    env: { MAIL_FROM: 'approvals@example.com', MAIL_TO: 'ann@example.com' },
    answers: { ...asAnswer(decided), 'outbound-emails': { MessageId: '1' } },
    event: () => ({ execution: REFERENCE, round, surface: 'email', step: 'send' }),
    series: [['GetExecutionHistory'], ['Decrypt'], ['outbound-emails']],
  },
  {
    title: 'create-urls',
    entry: 'create-urls',
    event: () => ({ token: TOKEN, actions: [{ name: 'approve', type: 'success', output: {} }] }),
    series: [['GenerateDataKey']],
  },
  {
    title: 'check-sender',
    entry: 'check-sender',
    answers: { identities: { VerifiedForSendingStatus: true } },
    event: ({ url }) => senderRequest(url, 'Create'),
    series: [['identities'], ['answers']],
  },
];

describe('the first request of a container waits for these calls', () => {
  it('in each function', () => {
    expect(new Set(ROWS.map(({ entry }) => entry))).toEqual(new Set(ENTRIES));
  });

  it.each(ROWS)('$title', async ({ event, ...row }) => {
    const { handle, came, world } = await loaded(row);

    await handle(await event(world));

    expect(came()).toEqual(row.series);
  });
});

it('A press without a valid signature calls nothing: no data key is decrypted for it', async () => {
  const { handle, came, world } = await loaded({ entry: 'slack', atLoad: SECRET });
  const event = pressed('approve', button, world);

  const answer = await handle({ ...event, body: `${event.body}x` });

  expect(answer).toMatchObject({ statusCode: 401 });
  expect(came()).toEqual([]);
});

it('A secret that could not be read while the function loaded is read again for a later request', async () => {
  let reads = 0;
  const { options } = await startAwsJsonServer(() => {
    reads += 1;
    return reads === 1 ? { __type: 'AccessDeniedException' } : ANSWERS.GetSecretValue;
  });
  const handle = CREATE.slack(
    {
      ...FUNCTION_ENVIRONMENT,
      AWS_ENDPOINT_URL: options.endpoint,
      SLACK_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack',
    },
    () => {},
  );

  // A request that comes before the failure shares it.
  await vi.waitFor(async () =>
    expect(await handle(signed(commandBody('help')))).toMatchObject({ statusCode: 200 }),
  );
  expect(reads).toBe(2);
});
