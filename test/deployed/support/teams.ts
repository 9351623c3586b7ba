import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { openLoopbackPort, readBody } from '../../../src/local/loopback-server.ts';
import { cardsFor } from '../../../src/local/teams/cards-for.ts';
import { startEmbeddedTeams } from '../../../src/local/teams/embedded-teams.ts';
import type { TeamsMessage } from '../../../src/local/teams/messages.ts';
import type { Aws } from './aws.ts';
import type { Cleanup } from './cleanup.ts';
import { type DeployedFunction, setVariables } from './functions.ts';
import { send } from './http.ts';
import { until } from './until.ts';

const LONGEST_BODY = 1_000_000;
/** A function may have to start first. */
const ANSWER_WITHIN_MS = 20_000;

/** Starts an embedded Teams, and connects the functions to it. */
export async function connectTeams(
  functions: readonly DeployedFunction[],
  messagesUrl: string,
  aws: Aws,
  cleanup: Cleanup,
) {
  // Teams finds the address of the deployed API by its name. This machine may not.
  const front = await openLoopbackPort(0, fail);
  cleanup.add(front.close);
  front.serve(async (request, response) => {
    const body = await readBody(request, LONGEST_BODY);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const headers = { authorization, 'content-type': type };
    const answer = await send(messagesUrl, { method: 'POST', headers, body: String(body) });
    response.writeHead(answer.status ?? 500, { 'content-type': 'application/json' }).end(answer.body);
  });
  const teams = await startEmbeddedTeams({
    messagesUrl: front.url,
    onError: fail,
    answerLimit: () => AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  cleanup.add(teams.close);
  if (teamsIsReachable()) await configure();

  async function configure() {
    const { TEAMS_CLIENT_SECRET, TEAMS_SERVICE_URL, TEAMS_AUTHORITY_URL, TEAMS_OPENID_URL } = teams.variables;
    const users = functions.filter(({ variables }) => variables.TEAMS_SECRET_ID);
    await aws.secretsManager.send(
      new PutSecretValueCommand({
        SecretId: users[0]?.variables.TEAMS_SECRET_ID,
        SecretString: JSON.stringify({ clientSecret: TEAMS_CLIENT_SECRET }),
      }),
    );
    const addresses = { TEAMS_SERVICE_URL, TEAMS_AUTHORITY_URL, TEAMS_OPENID_URL };
    for (const user of users) await setVariables(user, addresses, aws);
  }

  const shows = (message: TeamsMessage, words: string) =>
    JSON.stringify(cardsFor(message, 'all')).includes(words);
  return {
    /** Waits for the card of a request. */
    asked: (title: string) =>
      until(`the card "${title}"`, async () => teams.messages().find((message) => shows(message, title))),
    /** Waits for the card to show a result, and no buttons. */
    told: ({ id }: TeamsMessage, outcome: string) =>
      until(`"${outcome}" in the card`, async () => {
        const message = teams.messages().find((one) => one.id === id);
        return message && shows(message, outcome) && !shows(message, 'Action.Execute') && message;
      }),
    /** Ben presses a button, by its place in the card. */
    press: ({ id: activity }: TeamsMessage, action: string) => teams.press({ user: 'ben', activity, action }),
  };
}

/** Whether the deployed functions can reach this machine. Those of a real account cannot. */
export function teamsIsReachable(): boolean {
  return Boolean(process.env.AWS_ENDPOINT_URL);
}

function fail(error: unknown): never {
  throw error;
}
