import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { isObject, objectIn } from '../../callback/json.ts';
import type { Environment } from '../../config.ts';
import { REGION } from '../../local/aws/arn.ts';
import { createUntil } from '../../local/demo/until.ts';
import { createFunctions, type Handler } from '../../local/functions.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { formatLine, type LogLine } from '../../log.ts';
import { measure } from '../../metrics.ts';
import { createCheckSender } from '../../wiring/check-sender.ts';
import { createCreateUrls } from '../../wiring/create-urls.ts';
import { type Asked, readAsked } from './asked.ts';
import { watchAws } from './watch.ts';

/** The functions, on an embedded stack, and what an attacker must not get. */
export interface Stage {
  readonly functions: Readonly<Record<string, Handler>>;
  readonly env: Environment;
  readonly stack: Stack;
  /** The value of the Authorization header of a delivery of Teams. */
  readonly teamsAuthorization: string;
  /** Asks for an approval, with these members of the input too, and waits until all surfaces show it. */
  readonly ask: (rules?: object) => Promise<Asked>;
  /** Creates callback URLs, with changed variables of the function. */
  readonly createUrls: (input: object, changed?: Environment) => Promise<readonly string[]>;
  /** Tokens, keys and secrets of this stack, in each form that a text could have them. */
  readonly secrets: () => readonly string[];
  /** How often a task with this token was completed. */
  readonly completions: (token: string) => number;
  readonly isRunning: (execution: string) => boolean;
  /** The lines and metrics that the functions have logged since the last call of this function. */
  readonly takeLog: () => string;
  readonly close: () => Promise<void>;
}

const ENV = { ENABLE_POST_ACTIONS: 'true', ENABLE_OUTPUT_PARAMETERS: 'true' };
/** Long, because a busy machine is no fault of a handler. */
const ASKED_WITHIN_MS = 60_000;

export async function openStage(): Promise<Stage> {
  const watch = await watchAws();
  let logged: LogLine[] = [];
  const log = (line: LogLine) => void logged.push(line);
  let env: Environment = {};
  const changeEnvironment = (functionEnv: Environment) => {
    env = watch.between(functionEnv);
    return env;
  };
  const stack = await startStack({
    port: 0,
    awsPort: 0,
    env: ENV,
    changeEnvironment,
    log,
    teamsSendsPerSecond: Number.POSITIVE_INFINITY,
  });
  const client = new SFNClient({
    endpoint: stack.awsUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const claims = { serviceurl: env.TEAMS_SERVICE_URL };
  const teamsAuthorization = `Bearer ${await stack.teams.signDelivery(claims)}`;
  const tokens: string[] = [];
  let count = 0;

  return {
    functions: { ...createFunctions(env, log), 'check-sender': createCheckSender(env, log) },
    env,
    stack,
    teamsAuthorization,
    async ask(rules = {}) {
      count += 1;
      const input = JSON.stringify({ name: `Fuzz-${count}`, requester: 'ann', ...rules });
      const { stateMachineArn } = stack;
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
      const until = createUntil(stack.onChange, AbortSignal.timeout(ASKED_WITHIN_MS));
      const asked = await until('the request', () => readAsked(stack, String(executionArn), `Fuzz-${count}`));
      tokens.push(asked.token);
      return asked;
    },
    async createUrls(input, changed = {}) {
      const answer = await createCreateUrls({ ...env, ...changed }, log)(input);
      const { urls } = objectIn(answer);
      if (!isObject(urls)) throw new TypeError(`no URLs: ${JSON.stringify(answer)}`);
      return Object.values(urls).map(String);
    },
    secrets() {
      const { SLACK_SIGNING_SECRET = '', SLACK_BOT_TOKEN = '', TEAMS_CLIENT_SECRET = '' } = env;
      return [
        SLACK_SIGNING_SECRET,
        SLACK_BOT_TOKEN,
        TEAMS_CLIENT_SECRET,
        teamsAuthorization,
        ...tokens,
        ...watch.completed,
        ...[...watch.dataKeys].flatMap((key) => [key, Buffer.from(key, 'base64').toString('hex')]),
      ];
    },
    completions: (token) => watch.completed.filter((one) => one === token).length,
    isRunning: (execution) =>
      stack.executions().find(({ executionArn }) => executionArn === execution)?.status === 'RUNNING',
    takeLog() {
      const text = logged
        .map((line) => `${formatLine(line, new Date(0))}\n${JSON.stringify(measure(line))}`)
        .join('\n');
      logged = [];
      return text;
    },
    async close() {
      client.destroy();
      await stack.close();
      await watch.close();
    },
  };
}
