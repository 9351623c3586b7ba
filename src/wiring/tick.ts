import { tick } from '../approval/tick.ts';
import type { Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { createCompletion } from './complete-task.ts';
import { outcomePorts } from './outcome-ports.ts';
import { configuredSealing } from './sealing.ts';
import { configuredSurfaces } from './surfaces.ts';

/** For the state machine ApprovalTimer: sends reminders and escalations, and ends approvals whose time is over. */
export function createTick(env: Environment, log: Log) {
  const { config, stepFunctions, formats, ports: shared } = outcomePorts(env, log);
  const sealing = configuredSealing(config, env, formats);
  const ports = {
    ...shared,
    ...sealing,
    completeTask: createCompletion(stepFunctions, env),
    surfaces: configuredSurfaces(config, env, log, { longLinks: sealing.sealLinks === undefined }),
  };
  return (event: unknown) => tick(event, ports);
}
