import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { type ApiCall, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { commandBody, interactionBody, pressBody, signatureOf } from '../../support/slack-request.ts';
import type { Aws } from './aws.ts';
import type { Cleanup } from './cleanup.ts';
import { type DeployedFunction, setVariables } from './functions.ts';
import { send } from './http.ts';
import { until } from './until.ts';

const ANN = { id: 'U0ANN0001', username: 'ann', team_id: 'T0001' };
export const BOB = { id: 'U0BOB0001', username: 'bob', team_id: 'T0001' };
/** The timestamp in the response of the fake chat.postMessage. */
const MESSAGE_TS = '1764000000.000200';
const FORM = 'application/x-www-form-urlencoded';

/** Starts a fake Slack on the loopback interface, with the user Ann, and connects the functions to it. */
export async function connectSlack(
  functions: readonly DeployedFunction[],
  requestUrl: string,
  aws: Aws,
  cleanup: Cleanup,
) {
  const { port, publicUrl } = tunnel();
  const api = await startFakeSlackApi(port);
  cleanup.add(api.close);
  // Approvers must exist, and be in the channel.
  api.results.set('users.info', ({ args: { user } }) => ({ user: { id: user } }));
  api.results.set('conversations.members', { members: [ANN.id, BOB.id] });
  const credentials = { botToken: 'xoxb-test', signingSecret: randomBytes(16).toString('hex') };
  if (slackIsReachable()) await configure();

  async function configure() {
    const users = functions.filter(({ variables }) => variables.SLACK_SECRET_ARN);
    await aws.secretsManager.send(
      new PutSecretValueCommand({
        SecretId: users[0]?.variables.SLACK_SECRET_ARN,
        SecretString: JSON.stringify(credentials),
      }),
    );
    for (const user of users) await setVariables(user, { SLACK_API_URL: publicUrl ?? api.url }, aws);
  }

  /** Sends a request of Slack with a current signature. */
  function interact(body: string, secret = credentials.signingSecret) {
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': FORM,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signatureOf(body, timestamp, secret),
    };
    return send(requestUrl, { method: 'POST', headers, body });
  }

  const call = (what: string, matches: (call: ApiCall) => boolean) =>
    until(what, () => api.calls.find(matches));

  return {
    credentials,
    /** Waits for the message of a request. */
    asked: (title: string) =>
      call(`the message "${title}"`, ({ method, blocks }) => {
        return method === 'chat.postMessage' && blocks.length > 0 && JSON.stringify(blocks).includes(title);
      }),
    /** Waits for the call that announces the result of a request. */
    told: (title: string, outcome: string) =>
      call(`"${outcome}" for "${title}"`, ({ args }) => {
        const told = JSON.stringify(args);
        return told.includes(title) && told.includes(outcome);
      }),
    /** How many messages have this text. */
    count: (text: string) => api.calls.filter(({ args }) => args.text?.includes(text)).length,
    press: (
      { text, blocks }: ApiCall,
      action: string,
      { user = ANN, secret }: { user?: typeof ANN; secret?: string } = {},
    ) => interact(pressBody(buttonIn(blocks, action), { ts: MESSAGE_TS, text, blocks }, user), secret),
    command: (text: string) => interact(commandBody(text, { trigger_id: randomBytes(16).toString('hex') })),
    /** Waits for the modal that a button opens. */
    async modal(): Promise<{ private_metadata: string }> {
      const { args } = await call('the modal', ({ method }) => method === 'views.open');
      return JSON.parse(args.view ?? '');
    },
    submit: (view: object, reason: string) =>
      interact(
        interactionBody({
          type: 'view_submission',
          team: { id: 'T0001', domain: 'example' },
          user: ANN,
          view: {
            id: 'V0001',
            ...view,
            state: { values: { comment: { comment: { type: 'plain_text_input', value: reason } } } },
          },
        }),
      ),
  };
}

/** The functions of a real account can reach this machine only through a tunnel, which the developer must open. */
function tunnel() {
  const { COUNTERSIGN_TEST_SLACK_PORT: port = '0', COUNTERSIGN_TEST_SLACK_URL: publicUrl } = process.env;
  return { port: Number(port), publicUrl };
}

/** Whether the deployed functions can reach the fake Slack. */
export function slackIsReachable(): boolean {
  return Boolean(process.env.AWS_ENDPOINT_URL ?? process.env.COUNTERSIGN_TEST_SLACK_URL);
}

function buttonIn(blocks: ApiCall['blocks'], action: string) {
  const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  const button = buttons.find((element) => 'action_id' in element && element.action_id === action);
  if (!button) throw new Error(`The message has no button ${action}.`);
  return button;
}
