import type { Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { wireSlack } from '../wiring/slack.ts';
import { loadLanguage } from '../wording/index.ts';
import { arnOf, REGION } from './aws/arn.ts';
import type { Clock } from './aws/clock.ts';
import { startAwsEndpoint } from './aws/endpoint.ts';
import type { BusEvent } from './aws/eventbridge/eventbridge.ts';
import type { CompleteCallback } from './aws/lambda/callbacks.ts';
import type { SesEmail } from './aws/ses/ses.ts';
import type { Email } from './aws/sns/email.ts';
import type { Execution } from './aws/step-functions/execution.ts';
import { createConsole } from './console/console.ts';
import { createFunctions, type Handler, ROUTES } from './functions.ts';
import { createHttpApi } from './http-api.ts';
import { openLoopbackPort, pathOf } from './loopback-server.ts';
import { KEPT } from './newest.ts';
import { type EmbeddedSlack, startEmbeddedSlack } from './slack/embedded-slack.ts';
import { readManifest } from './slack/manifest.ts';
import { connectSocketMode, readSocketModeSettings, slackVariables } from './socket-mode.ts';
import { type EmbeddedTeams, startEmbeddedTeams } from './teams/embedded-teams.ts';
import { createWorkflow, OUTCOME_ARN, TIMER_ARN } from './workflow.ts';

export interface StackOptions {
  /** The port of the console and of the HTTP API. 0 takes any free port. */
  readonly port: number;
  /** The port of the AWS endpoint. 0 takes any free port. */
  readonly awsPort: number;
  /**
   * Settings of the functions (see PASSED_ON). For a real Slack workspace also SLACK_BOT_TOKEN, SLACK_APP_TOKEN and
   * SLACK_CHANNEL.
   */
  readonly env?: Environment;
  /** Changes the environment of the functions, such as their AWS_ENDPOINT_URL, to put something in between. */
  readonly changeEnvironment?: (functionEnv: Environment) => Environment;
  /** Completes callbacks of durable functions, which run beside the stack. Missing: the embedded Lambda refuses them. */
  readonly completeCallback?: CompleteCallback;
  /** Functions of the embedded Lambda beside those of the product, by name. */
  readonly functions?: Readonly<Record<string, Handler>>;
  /** The time and the timers of the embedded AWS. By default, those of the machine. */
  readonly clock?: Clock;
  /** How many sends a second the embedded Teams allows in a conversation. By default, as many as Teams. */
  readonly teamsSendsPerSecond?: number;
  /**
   * How many ended executions, used task tokens and e-mails stay, and how many messages of Slack and of Teams: with buttons, and
   * others. Older ones are dropped. By default KEPT.
   */
  readonly keep?: number;
  /** Gets the log lines of the functions and the errors of the stack itself. */
  readonly log?: Log;
}

/** The whole product on this machine: the functions, with an embedded AWS, an embedded Slack and an embedded Teams. */
export interface Stack {
  /** The console and the HTTP API. */
  readonly url: string;
  readonly awsUrl: string;
  readonly stateMachineArn: string;
  /** The command line that starts an approval for Ben. */
  readonly startCommand: string;
  /** Undefined if Slack is a real workspace. */
  readonly slack: EmbeddedSlack | undefined;
  readonly teams: EmbeddedTeams;
  /** Delivered e-mails, oldest first. */
  readonly emails: () => readonly (Email | SesEmail)[];
  /** What was put on the default event bus, oldest first. */
  readonly events: () => readonly BusEvent[];
  /** Newest first. */
  readonly executions: () => readonly Execution[];
  /** Calls `listener` after every change of what the console shows. The returned function removes the listener. */
  readonly onChange: (listener: () => void) => () => void;
  /** Rejects with a ConfigError when the stack has lost its connection to a real Slack workspace for good. */
  readonly lost: Promise<never>;
  readonly close: () => Promise<void>;
}

/** The settings of a deployment that the stack passes on to the functions. */
const PASSED_ON = [
  'MAIL_FROM',
  'LOCALE',
  'SLACK_COMMAND',
  'SLACK_APP_NAME',
  'ONE_CLICK_EMAIL',
  'CONFIRM',
  'REMIND_AFTER',
  'REMIND_EVERY',
  'REMIND_BEFORE_EXPIRY',
  'ESCALATE_AFTER',
  'ESCALATE_TO',
  'URL_FORMAT',
  'ENABLE_OUTPUT_PARAMETERS',
  'ENABLE_POST_ACTIONS',
  'CREATE_URLS_FUNCTION',
  'TEAMS_WEBHOOK',
  'TEAMS_WEBHOOK_BODY',
] as const;

/** Their executions are not what a user starts or looks for. */
const OWN_MACHINES: ReadonlySet<string> = new Set([OUTCOME_ARN, TIMER_ARN]);

const MANIFEST = new URL('../../manifest.yml', import.meta.url);

/** The embedded AWS accepts any credentials. */
const CREDENTIALS = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/**
 * Starts the stack. If one part cannot start, the parts that run already are closed.
 *
 * @throws {ConfigError} if the environment has only some of the Slack variables, or a wrong value, and if Slack refuses
 *   the app-level token
 * @throws Node's error if a port is taken
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closePart of opened.splice(0).reverse()) await closePart();
  };
  try {
    return { ...(await start(options, (closePart) => void opened.push(closePart))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  {
    port,
    awsPort,
    env = {},
    changeEnvironment = (same) => same,
    completeCallback,
    functions: added = {},
    clock,
    teamsSendsPerSecond: sendsPerSecond,
    keep = KEPT,
    log = () => {},
  }: StackOptions,
  closeLater: (closePart: () => Promise<void>) => void,
): Promise<Omit<Stack, 'close'>> {
  const onError = (error: unknown) => log({ level: 'error', event: 'local_stack_failed', error });
  const realSlack = readSocketModeSettings(env);
  // Filled below, because the functions need the URLs of the servers that call them.
  const functions: Record<string, Handler> = { ...added };

  const server = await openLoopbackPort(port, onError, 'pages');
  closeLater(server.close);
  const aws = await startAwsEndpoint({
    ...clock,
    port: awsPort,
    functions,
    onError,
    keep,
    completeCallback,
    // As the EventBridge rules in AWS do.
    onExecutionStatusChange: async ({ status, stateMachineArn, executionArn: execution }) => {
      if (status === 'RUNNING' || OWN_MACHINES.has(stateMachineArn)) return;
      aws.stepFunctions.startExecution(OUTCOME_ARN, undefined, JSON.stringify({ execution, ended: true }));
    },
    onMailEvent: async (event) => void (await functions['tell-outcome']?.(event)),
  });
  closeLater(aws.close);
  const app = readManifest(MANIFEST);
  const slack = realSlack
    ? undefined
    : await startEmbeddedSlack({ eventsUrl: `${server.url}/slack/events`, app, onError, keep });
  if (slack) closeLater(slack.close);
  const hasBot = env.TEAMS_WEBHOOK !== 'true';
  const teams = await startEmbeddedTeams({
    messagesUrl: `${server.url}/teams/messages`,
    hasBot,
    onError,
    keep,
    serviceUrl: () => functionEnv.TEAMS_SERVICE_URL,
    ...(sendsPerSecond && { sendsPerSecond }),
  });
  closeLater(teams.close);

  const workflow = await createWorkflow(
    aws,
    (slack?.workspace.users ?? []).map(({ email }) => email),
    env.MAIL_FROM,
  );
  const functionEnv: Environment = changeEnvironment({
    ...CREDENTIALS,
    AWS_ENDPOINT_URL: aws.url,
    CALLBACK_BASE_URL: server.url,
    KEY_ID: aws.kmsKeyArn,
    KEY_CONTEXT: workflow.name,
    TOPIC_ARN: workflow.topicArn,
    // Used only with MAIL_FROM.
    MAIL_TO: workflow.approvers,
    MAIL_CONFIGURATION_SET: workflow.name,
    STATE_MACHINE_ARN: workflow.stateMachineArn,
    OUTCOME_STATE_MACHINE_ARN: OUTCOME_ARN,
    TIMER_STATE_MACHINE_ARN: TIMER_ARN,
    REQUEST_APPROVAL_FUNCTION: arnOf('lambda', 'function:request-approval'),
    STATE_MACHINES: arnOf('states', 'stateMachine:*'),
    // They run beside the stack, and their test runner gives them no ARN.
    DURABLE_FUNCTIONS: '*',
    EVENT_BUS: 'default',
    SURFACES: hasBot ? 'slack,teams,email' : 'slack,teams_webhook,email',
    // The function of Slack invokes itself; for that of Teams, see functions.ts.
    AWS_LAMBDA_FUNCTION_NAME: 'slack',
    ...pick(env, PASSED_ON),
    ...slack?.variables,
    ...(hasBot ? teams.variables : { TEAMS_WEBHOOK_URL: teams.webhookUrl }),
    ...(realSlack && slackVariables(realSlack)),
  });
  await loadLanguage(env.LOCALE);
  Object.assign(functions, createFunctions(functionEnv, log));
  const connection =
    realSlack && (await connectSocketMode(realSlack, wireSlack(functionEnv, log).ports, log));
  if (connection) closeLater(connection.disconnect);

  const stack = {
    url: server.url,
    awsUrl: aws.url,
    stateMachineArn: workflow.stateMachineArn,
    startCommand: startCommand(aws.url, workflow.stateMachineArn),
    slack,
    teams,
    // A stack sends by one of both.
    emails: () => [...aws.sns.emails(), ...aws.ses.emails()],
    events: aws.eventBridge.events,
    executions: () =>
      aws.stepFunctions.executions().filter(({ stateMachineArn }) => !OWN_MACHINES.has(stateMachineArn)),
    startExecution: (input: Readonly<Record<string, unknown>>) =>
      void aws.stepFunctions.startExecution(workflow.stateMachineArn, undefined, JSON.stringify(input)),
    lost: connection?.lost ?? new Promise<never>(() => undefined),
    onChange(listener: () => void) {
      const stops = [aws.onChange(listener), slack?.onChange(listener), teams.onChange(listener)];
      return () => {
        for (const stop of stops) stop?.();
      };
    },
  };
  const slackChannel = realSlack?.channel ?? `#${slack?.workspace.channel.name}`;
  const showConsole = createConsole({ ...stack, workflow, app, slackChannel, onError });
  const answerApi = createHttpApi({ routes: ROUTES, functions, onError });
  server.serve((request, response) => {
    const isConsole = /^\/($|_local\/)/.test(pathOf(request));
    return isConsole ? showConsole(request, response) : answerApi(request, response);
  });
  return stack;
}

function pick(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}

function startCommand(awsUrl: string, stateMachineArn: string): string {
  return [
    'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \\',
    'aws stepfunctions start-execution \\',
    `  --endpoint-url ${awsUrl} --region ${REGION} \\`,
    `  --state-machine-arn ${stateMachineArn} \\`,
    `  --input '{"name": "Ben"}'`,
  ].join('\n');
}
