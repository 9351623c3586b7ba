import type { Context } from 'aws-lambda';
import type { Environment } from './config.ts';
import type { Log } from './log.ts';
import { createTelemetry } from './telemetry.ts';

/** What Lambda calls: a function of src/wiring, from the process's environment, with its telemetry. */
export function lambdaHandler(create: (env: Environment, log: Log) => (event: unknown) => Promise<unknown>) {
  const { log, begin } = createTelemetry(process.env);
  const handle = create(process.env, log);
  return (event: unknown, context: Context): Promise<unknown> => {
    begin(context);
    return handle(event);
  };
}
