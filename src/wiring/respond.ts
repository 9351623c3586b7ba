import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { seldom } from '../approval/histories.ts';
import type { GetHistory } from '../approval/history.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { MAX_BUTTON_VALUE } from '../slack/blocks/decide-buttons.ts';
import { SLACK } from '../slack/names.ts';
import { TEAMS } from '../teams/names.ts';
import { createRespondHandler, NEXT_ROUND_WITHIN_MS } from '../web/respond.ts';
import { CLOCK } from './clock.ts';
import { createCompletion } from './complete-task.ts';
import { configuredFeatures, configuredFormats } from './formats.ts';
import { readable } from './histories.ts';
import { configuredOutcome } from './outcome-and-timer.ts';
import { requestDefaults } from './request-defaults.ts';

/** For `GET|HEAD|POST /respond`: completes the task of a callback URL. */
export function createRespond(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const stepFunctions = new SFNClient(clientOptions(env, 'web'));
  const reader = new SFNClient(clientOptions(env, 'reading'));
  const stateMachineArn = config.STATE_MACHINE_ARN;
  const { openLink, proofs } = configuredFormats(config, env, log, 'web');
  return createRespondHandler({
    openLink,
    proofs,
    completeTask: createCompletion(stepFunctions, env, 'web'),
    features: configuredFeatures(config),
    ...(stateMachineArn &&
      histories(reader, stateMachineArn, (read) =>
        readable(read, { proofs, askingFunction: config.REQUEST_APPROVAL_FUNCTION, log }),
      )),
    startOutcomeExecution: configuredOutcome(config, stepFunctions),
    // A payload that fits into a button works only in that button, not as a link. All fit into those of Teams.
    buttons: new Map([
      [SLACK, MAX_BUTTON_VALUE],
      [TEAMS, Number.POSITIVE_INFINITY],
    ]),
    ...requestDefaults(config),
    nextRoundWithinMs: NEXT_ROUND_WITHIN_MS,
    ...CLOCK,
    log,
  });
}

function histories(reader: SFNClient, stateMachineArn: string, whatCounts: (read: GetHistory) => GetHistory) {
  const read = createGetHistory(reader, (execution) => executionArn(execution, stateMachineArn));
  const { getHistory, forget } = seldom(read, Date.now);
  return { getHistory: whatCounts(getHistory), forgetHistory: forget };
}
