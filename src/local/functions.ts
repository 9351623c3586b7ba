import type { Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { createCreateUrls } from '../wiring/create-urls.ts';
import { createRequestApproval } from '../wiring/request-approval.ts';
import { createRespond } from '../wiring/respond.ts';
import { createSlack } from '../wiring/slack.ts';
import { createTeams } from '../wiring/teams.ts';
import { createTellOutcome } from '../wiring/tell-outcome.ts';
import { createTick } from '../wiring/tick.ts';

/** A Lambda handler. The functions do not use Lambda's context. */
export type Handler = (event: unknown) => Promise<unknown>;

/** The functions that Lambda runs in AWS, also the bot of Teams if there is one, by their names in the embedded AWS. */
export function createFunctions(env: Environment, log: Log): Record<string, Handler> {
  return {
    'create-urls': createCreateUrls(env, log),
    respond: createRespond(env, log),
    slack: createSlack(env, log),
    // A webhook has no endpoint. A function that goes on later invokes itself, by the name that Lambda gives it.
    ...(env.TEAMS_APP_ID && { teams: createTeams({ ...env, AWS_LAMBDA_FUNCTION_NAME: 'teams' }, log) }),
    'request-approval': createRequestApproval(env, log),
    'tell-outcome': createTellOutcome(env, log),
    tick: createTick(env, log),
  };
}

/** The function of each route of the HTTP API. */
export const ROUTES = {
  'ANY /respond': 'respond',
  'ANY /urls': 'create-urls',
  'POST /slack/events': 'slack',
  'POST /teams/messages': 'teams',
};
