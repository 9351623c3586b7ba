import type { Entry } from '../../infra/entries.ts';
import type { Environment } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { createCheckSender } from '../../src/wiring/check-sender.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { createSlack } from '../../src/wiring/slack.ts';
import { createTeams } from '../../src/wiring/teams.ts';
import { createTellOutcome } from '../../src/wiring/tell-outcome.ts';
import { createTick } from '../../src/wiring/tick.ts';

/** Creates a function from its environment. */
type Create = (env: Environment, log: Log) => (event: unknown) => Promise<unknown>;

/** What src/<entry>.lambda.ts calls with the environment. */
export const CREATE: Readonly<Record<Entry, Create>> = {
  'create-urls': createCreateUrls,
  respond: createRespond,
  slack: createSlack,
  teams: createTeams,
  'request-approval': createRequestApproval,
  'tell-outcome': createTellOutcome,
  tick: createTick,
  'check-sender': createCheckSender,
};
