import type { Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { wireSlack } from '../wiring/slack.ts';
import endedOutside from '../workflow/ended-outside.json' with { type: 'json' };
import { REGION } from './aws/arn.ts';
import { startAwsEndpoint } from './aws/endpoint.ts';
import type { Email } from './aws/sns/email.ts';
import type { Execution } from './aws/step-functions/execution.ts';
import type { ExecutionStatusChange } from './aws/step-functions/status-change.ts';
import { createConsole } from './console/console.ts';
import { createFunctions, type Handler, ROUTES } from './functions.ts';
import { createHttpApi } from './http-api.ts';
import { openLoopbackPort, pathOf } from './loopback-server.ts';
import { type EmbeddedSlack, startEmbeddedSlack } from './slack/embedded-slack.ts';
import { connectSocketMode, readSocketModeSettings, slackVariables } from './slack/socket-mode.ts';
import { createWorkflow } from './workflow.ts';

export interface StackOptions {
  /** Of the console and the HTTP API; 0 takes any free port, here and below. */
  readonly port: number;
  /** Of the AWS endpoint. */
  readonly awsPort: number;
  /** The functions' own choices (see PASSED_ON), and for a real workspace SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_CHANNEL. */
  readonly env?: Environment;
  /** What the functions log, and what goes wrong in here. */
  readonly log?: Log;
}

/** Everything, on this machine: the functions with an AWS and a Slack around them. */
export interface Stack {
  /** The console, and what API Gateway is in AWS. */
  readonly url: string;
  readonly awsUrl: string;
  readonly stateMachineArn: string;
  /** Starts an approval for Ben from a terminal. */
  readonly startCommand: string;
  /** Missing where Slack is a real workspace. */
  readonly slack: EmbeddedSlack | undefined;
  /** Delivered mails, oldest first. */
  readonly emails: () => readonly Email[];
  /** Newest first. */
  readonly executions: () => readonly Execution[];
  /** Calls `listener` after every change of any of these; returns the way to stop that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}

/** What a deployment may choose, and so may whoever starts the stack. */
const PASSED_ON = [
  'LOCALE',
  'ONE_CLICK_EMAIL',
  'URL_FORMAT',
  'ENABLE_OUTPUT_PARAMETERS',
  'ENABLE_POST_ACTIONS',
  'CREATE_URLS_FUNCTION',
] as const;

/** The statuses of executions that the EventBridge rule in AWS hands to announce-decision. */
const ENDED_OUTSIDE: ReadonlySet<string> = new Set(endedOutside);

/** The embedded AWS takes any. */
const CREDENTIALS = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/**
 * Starts the stack. What was opened is closed again when a later part cannot start.
 *
 * @throws {ConfigError} when the environment names half a Slack workspace, or has a wrong value
 * @throws Node's own error where a port is taken, Slack's where it refuses the app-level token
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
  { port, awsPort, env = {}, log = () => {} }: StackOptions,
  closeLater: (closePart: () => Promise<void>) => void,
): Promise<Omit<Stack, 'close'>> {
  const onError = (error: unknown) => log({ level: 'error', event: 'local_stack_failed', error });
  const realSlack = readSocketModeSettings(env);
  // Filled below: the functions need the URLs of what calls them.
  const functions: Record<string, Handler> = {};

  const server = await openLoopbackPort(port, onError);
  closeLater(server.close);
  const aws = await startAwsEndpoint({
    port: awsPort,
    functions,
    onError,
    onExecutionStatusChange: async (detail) => {
      if (ENDED_OUTSIDE.has(detail.status)) await functions['announce-decision']?.(statusChangeEvent(detail));
    },
  });
  closeLater(aws.close);
  const slack = realSlack
    ? undefined
    : await startEmbeddedSlack({ eventsUrl: `${server.url}/slack/events`, onError });
  if (slack) closeLater(slack.close);

  const workflow = await createWorkflow(
    aws,
    (slack?.workspace.users ?? []).map(({ email }) => email),
  );
  const functionEnv = {
    ...CREDENTIALS,
    AWS_ENDPOINT_URL: aws.url,
    CALLBACK_BASE_URL: server.url,
    KEY_ID: aws.kmsKeyArn,
    TOPIC_ARN: workflow.topicArn,
    STATE_MACHINE_ARN: workflow.stateMachineArn,
    ...pick(env, PASSED_ON),
    ...slack?.variables,
    ...(realSlack && slackVariables(realSlack)),
  };
  Object.assign(functions, createFunctions(functionEnv, log));
  if (realSlack) closeLater(await connectSocketMode(realSlack, wireSlack(functionEnv, log).ports, log));

  const stack = {
    url: server.url,
    awsUrl: aws.url,
    stateMachineArn: workflow.stateMachineArn,
    startCommand: startCommand(aws.url, workflow.stateMachineArn),
    slack,
    emails: aws.sns.emails,
    executions: aws.stepFunctions.executions,
    onChange(listener: () => void) {
      const stops = [aws.onChange(listener), slack?.onChange(listener)];
      return () => {
        for (const stop of stops) stop?.();
      };
    },
  };
  const slackChannel = realSlack?.channel ?? `#${slack?.workspace.channel.name}`;
  const showConsole = createConsole({ ...stack, workflow, slackChannel, onError });
  const answerApi = createHttpApi({ routes: ROUTES, functions, onError });
  server.serve((request, response) => {
    const isConsole = /^\/($|_local\/)/.test(pathOf(request));
    return isConsole ? showConsole(request, response) : answerApi(request, response);
  });
  return stack;
}

function statusChangeEvent(detail: ExecutionStatusChange) {
  return { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail };
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
