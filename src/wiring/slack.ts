import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { loadingLanguages, rememberSucceeded } from '../approval/histories.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import {
  createGetHistory,
  createListExecutions,
  createStartExecution,
  createStopExecution,
} from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import { readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';
import { createSlackEndpoint } from '../slack/endpoint.ts';
import { DEFAULT_COMMAND } from '../slack/names.ts';
import { createSlackPeople } from '../slack/people.ts';
import type { EndpointPorts } from '../slack/ports.ts';
import { createCompletion } from './complete-task.ts';
import { configuredFormats } from './formats.ts';
import { inLanguage } from './language.ts';
import { configuredSeal } from './sealing.ts';
import { createSlackAccess, requireSigningSecret, type SlackAccess } from './slack-access.ts';
import { readId } from './surfaces.ts';

/** For `POST /slack/events`: answers commands, buttons and all other requests of Slack. */
export function createSlack(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  requireSigningSecret(config);
  const { ports, access } = wireSlack(env, log);
  const handle = createSlackEndpoint(ports, access.credentials);
  return inLanguage(config.LOCALE, (event) => handle(readHttpRequest(event)));
}

/** Creates the ports of the listeners from the environment. Socket Mode uses them too, with its own endpoint. */
export function wireSlack(env: Environment, log: Log): { ports: EndpointPorts; access: SlackAccess } {
  const config = loadConfig(env, ['STATE_MACHINE_ARN', 'SLACK_CHANNEL']);
  const stepFunctions = new SFNClient(clientOptions(env, 'interactive'));
  const access = createSlackAccess(config, env, 'interactive', log);
  const resolveArn = (execution: string) => executionArn(execution, config.STATE_MACHINE_ARN);
  const ports: EndpointPorts = {
    open: configuredFormats(config, env, log, 'interactive').open,
    completeTask: createCompletion(stepFunctions, env, 'interactive'),
    getHistory: rememberSucceeded(loadingLanguages(createGetHistory(stepFunctions, resolveArn))),
    startExecution: createStartExecution(stepFunctions, config.STATE_MACHINE_ARN),
    listExecutions: createListExecutions(stepFunctions, config.STATE_MACHINE_ARN),
    stopExecution: createStopExecution(stepFunctions, resolveArn),
    seal: configuredSeal(config, env, log, 'interactive'),
    client: access.client,
    people: createSlackPeople({ client: access.client, now: Date.now, log }),
    channel: config.SLACK_CHANNEL,
    command: config.SLACK_COMMAND ?? DEFAULT_COMMAND,
    stateMachineArn: config.STATE_MACHINE_ARN,
    locale: config.LOCALE,
    readId,
    now: Date.now,
    timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
    log,
  };
  return { ports, access };
}
