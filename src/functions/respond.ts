import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { clientOptions } from '../aws/client-options.ts';
import { createCompleteTask, createGetHistory } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import { jsonLog } from '../log.ts';
import { createRespondHandler } from '../web/respond.ts';
import { kmsSealer } from './sealer.ts';

/** `GET|HEAD|POST /respond`: completes the task behind a callback URL. */
export function createRespond(env: Environment, log = jsonLog) {
  const config = loadConfig(env, ['KEY_ID']);
  const stepFunctions = new SFNClient(clientOptions(env));
  const { open } = kmsSealer(env, config.KEY_ID);
  const stateMachineArn = config.STATE_MACHINE_ARN;
  return createRespondHandler({
    open,
    completeTask: createCompleteTask(stepFunctions),
    getHistory: stateMachineArn
      ? createGetHistory(stepFunctions, (execution) => executionArn(execution, stateMachineArn))
      : undefined,
    locale: config.LOCALE,
    now: Date.now,
    log,
  });
}
