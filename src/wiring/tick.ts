import { tick } from '../approval/tick.ts';
import type { Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { createCompletion } from './complete-task.ts';
import { inLanguage } from './language.ts';
import { outcomePorts } from './outcome.ts';

/** For the state machine ApprovalTimer: ends approvals whose time is over. */
export function createTick(env: Environment, log: Log) {
  const { config, stepFunctions, ports } = outcomePorts(env, log);
  const completeTask = createCompletion(stepFunctions, env);
  return inLanguage(config.LOCALE, (event) => tick(event, { ...ports, completeTask }));
}
