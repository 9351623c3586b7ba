import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { LONGEST_BUTTON, SLACK } from '../slack/names.ts';
import { createRespondHandler } from '../web/respond.ts';
import { createCompletion } from './complete-task.ts';
import { configuredFeatures, configuredFormats } from './formats.ts';

/** `GET|HEAD|POST /respond`: completes the task behind a callback URL. */
export function createRespond(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const stepFunctions = new SFNClient(clientOptions(env));
  const stateMachineArn = config.STATE_MACHINE_ARN;
  return createRespondHandler({
    open: configuredFormats(config, env, log).open,
    completeTask: createCompletion(stepFunctions, env),
    features: configuredFeatures(config),
    getHistory: stateMachineArn
      ? createGetHistory(stepFunctions, (execution) => executionArn(execution, stateMachineArn))
      : undefined,
    // A payload that was sealed for Slack is a button.
    buttons: new Map([[SLACK, LONGEST_BUTTON]]),
    locale: config.LOCALE,
    now: Date.now,
    log,
  });
}
