import type { Entry } from '../../../infra/entries.ts';
import { senderRequest } from '../../../test/support/cloudformation.ts';
import { FUNCTION_ENVIRONMENT } from '../../../test/support/function-environment.ts';
import { commandBody, signedEvent } from '../../../test/support/slack-request.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { httpEvent } from '../../../test/support/web-event.ts';
import { approvalId } from '../../approval/approval-id.ts';
import { tokenHash } from '../../approval/record.ts';
import { createSealer } from '../../callback/seal.ts';
import { messageActivity } from '../../local/teams/activities.ts';
import { type EmbeddedTeams, startEmbeddedTeams } from '../../local/teams/embedded-teams.ts';
import { personalConversation } from '../../local/teams/messages.ts';
import { PEOPLE } from '../../local/teams/tenant.ts';
import { DATA_KEY } from './fake-key.ts';

/** An event, and the variables of its function beside the shared ones. */
interface FirstRequest {
  readonly event: object;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The first request of each function, for the fake cloud at this URL. Teams is in this process, which does nothing else while it
 * measures.
 */
export async function firstRequests(cloud: string) {
  const teams = await startEmbeddedTeams({
    messagesUrl: cloud,
    onError(error) {
      throw error;
    },
  });
  const requests: Readonly<Record<Entry, FirstRequest>> = {
    'create-urls': {
      event: {
        token: taskToken(700),
        actions: [{ name: 'approve', type: 'success', output: { name_in_output: 'Ben' } }],
      },
    },
    respond: { event: await openedLink() },
    slack: {
      event: signedEvent({
        body: commandBody('start Ben'),
        timestamp: Math.floor(Date.now() / 1000),
      }) as object,
    },
    teams: { event: await startInTeams(teams), env: teams.variables },
    'request-approval': {
      event: { token: taskToken(700), execution: ASKING, request: { name: 'Ben', requester: 'ann' } },
    },
    'tell-outcome': { event: { ...DECIDED, round: DECIDED.approval, surface: 'email', step: 'send' } },
    tick: { event: DECIDED },
    'check-sender': { event: senderRequest(cloud, 'Create') },
  };
  const shared = { ...FUNCTION_ENVIRONMENT, AWS_ENDPOINT_URL: cloud, SLACK_API_URL: `${cloud}/api/` };
  return { requests, shared, close: teams.close };
}

/** The executions of the fake cloud: one waits, and one was decided. */
const ASKING = 'arn:aws:states:eu-central-1:123456789012:execution:ApprovalEmails:asking';
const DECIDED = {
  execution: 'ApprovalEmails:decided',
  approval: approvalId('decided'),
  stage: 0,
  from: new Date(0).toISOString(),
};

/** The page of a link, as mails have it. */
async function openedLink(): Promise<object> {
  const keys = { generate: async () => DATA_KEY, decrypt: async () => DATA_KEY.plaintext };
  const { sealLink } = createSealer({ keys, deployment: FUNCTION_ENVIRONMENT.KEY_CONTEXT });
  const data = await sealLink({
    task: { event: 1, tokenHash: tokenHash(taskToken(700)) },
    action: { name: 'approve', type: 'success', confirm: true },
    transactionId: approvalId(taskToken(700)),
    context: { surface: 'email', execution: 'ApprovalEmails:asking' },
  });
  const headers = { accept: 'text/html' };
  return httpEvent(`https://api.example.com/respond?data=${encodeURIComponent(data)}`, { headers });
}

/** A person writes "start Ben" to the bot. */
async function startInTeams({ variables, signDelivery }: EmbeddedTeams): Promise<object> {
  const [person] = PEOPLE;
  if (!person) throw new TypeError('nobody uses Teams');
  const serviceUrl = variables.TEAMS_SERVICE_URL ?? '';
  const scene = { serviceUrl, person, conversation: personalConversation(person), now: new Date() };
  return httpEvent('https://api.example.com/teams/messages', {
    method: 'POST',
    headers: { authorization: `Bearer ${await signDelivery({ serviceurl: serviceUrl })}` },
    body: JSON.stringify(messageActivity('1', 'start Ben', [], scene)),
  });
}
