import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Environment } from './config.ts';
import { describe, type Log } from './log.ts';
import { type Measurement, measure } from './metrics.ts';

export interface Telemetry {
  readonly log: Log;
  /** Call this at the start of each invocation. It adds the request ID to the log lines and counts cold starts. */
  readonly begin: (context: Context) => void;
}

const NAMESPACE = 'Countersign';

/**
 * Creates the log, and the metrics of CloudWatch in its embedded metric format. Both are written as lines to the
 * output, which Lambda collects.
 *
 * @param env POWERTOOLS_SERVICE_NAME is the name of the deployment in logs and metrics
 */
export function createTelemetry(env: Environment): Telemetry {
  const serviceName = env.POWERTOOLS_SERVICE_NAME ?? 'Countersign';
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName });
  return {
    log(line) {
      const { level = 'info', event, error, ...facts } = line;
      logger[level](event, { event, ...facts, ...(error !== undefined && { cause: describe(error) }) });
      for (const measurement of measure(line)) publish(measurement, metrics);
    },
    begin(context) {
      logger.addContext(context);
      metrics.captureColdStartMetric(context.functionName);
    },
  };
}

/** Writes the value once for the whole deployment, and once with its own dimensions. */
function publish({ name, unit, value, by }: Measurement, metrics: Metrics): void {
  metrics.singleMetric().addMetric(name, MetricUnit[unit], value);
  const dimensions = Object.entries(by);
  if (dimensions.length === 0) return;
  const single = metrics.singleMetric();
  for (const [dimension, of] of dimensions) single.addDimensions({ [dimension]: of });
  single.addMetric(name, MetricUnit[unit], value);
}
