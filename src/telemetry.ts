import type { Context } from 'aws-lambda';
import type { Environment } from './config.ts';
import { describe, type Log, type LogLine } from './log.ts';
import { type Measurement, measure } from './metrics.ts';

export interface Telemetry {
  readonly log: Log;
  /** Call this at the start of each invocation. It adds the request ID to the log lines and counts cold starts. */
  readonly begin: (context: Context) => void;
}

const NAMESPACE = 'Countersign';

/**
 * Creates the log, and the metrics of CloudWatch in its embedded metric format. Both are written as lines to the
 * output, which Lambda collects. The members of a line have the names of Powertools for AWS Lambda.
 *
 * @param env SERVICE_NAME is the name of the deployment in logs and metrics
 */
export function createTelemetry(env: Environment): Telemetry {
  const service = env.SERVICE_NAME ?? 'Countersign';
  // An environment that Lambda starts in advance lets no caller wait.
  let isColdStart = env.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand';
  let invocation: object = { service };
  const publish = (measurement: Measurement) =>
    process.stdout.write(`${JSON.stringify(embeddedMetric(measurement, service))}\n`);
  return {
    log(line) {
      const output = line.level === 'error' ? process.stderr : process.stdout;
      output.write(`${JSON.stringify(logRecord(line, invocation))}\n`);
      for (const measurement of measure(line)) publish(measurement);
    },
    begin(context) {
      invocation = { service, ...factsOf(context), cold_start: isColdStart, ...traceOf(process.env) };
      if (isColdStart) publish(coldStartOf(context));
      isColdStart = false;
    },
  };
}

function logRecord({ level = 'info', event, error, ...facts }: LogLine, invocation: object) {
  return {
    level: level.toUpperCase(),
    message: event,
    timestamp: new Date().toISOString(),
    ...invocation,
    event,
    ...facts,
    ...(error !== undefined && { cause: describe(error) }),
  };
}

function factsOf({ invokedFunctionArn, memoryLimitInMB, functionName, awsRequestId }: Context) {
  return {
    function_arn: invokedFunctionArn,
    function_memory_size: memoryLimitInMB,
    function_name: functionName,
    function_request_id: awsRequestId,
  };
}

/** The trace of X-Ray, which Lambda names anew for each invocation: `Root=1-…;Parent=…;Sampled=1`. */
function traceOf({ _X_AMZN_TRACE_ID: trace }: Environment) {
  const root = trace?.match(/Root=([^;]+)/)?.[1];
  return root === undefined ? {} : { xray_trace_id: root };
}

/** Cold starts are counted for each function only. */
function coldStartOf({ functionName }: Context): Measurement {
  return { name: 'ColdStart', unit: 'Count', value: 1, by: { function_name: functionName }, onlyBy: true };
}

/** The value for the whole deployment, and for each of its own dimensions (CloudWatch: "Specification: Embedded metric format"). */
function embeddedMetric({ name, unit, value, by, onlyBy }: Measurement, service: string) {
  const own = Object.keys(by).map((dimension) => ['service', dimension]);
  const Dimensions = onlyBy ? own : [['service'], ...own];
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions, Metrics: [{ Name: name, Unit: unit }] }],
    },
    service,
    ...by,
    [name]: value,
  };
}
