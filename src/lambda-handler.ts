import type { Context } from 'aws-lambda';
import type { Environment } from './config.ts';
import type { Log } from './log.ts';
import { createTelemetry } from './telemetry.ts';

/** Creates the handler that Lambda calls, from a function of src/wiring. Adds logs and metrics. */
export function lambdaHandler(create: (env: Environment, log: Log) => (event: unknown) => Promise<unknown>) {
  const { log, begin } = createTelemetry(process.env);
  const handle = create(process.env, log);
  return (event: unknown, context: Context): Promise<unknown> => {
    begin(context);
    return handle(event);
  };
}
