import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Environment } from './config.ts';
import { describe, type Log } from './log.ts';
import { type Measurement, measure } from './metrics.ts';

export interface Telemetry {
  readonly log: Log;
  /** At the begin of every invocation: lines then name the request and the trace, and a cold start is counted. */
  readonly begin: (context: Context) => void;
}

const NAMESPACE = 'Countersign';

/**
 * Logs for people and programs, and numbers for CloudWatch (its embedded metric format), both written as lines, which
 * Lambda collects.
 *
 * @param env POWERTOOLS_SERVICE_NAME tells deployments apart
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

/** Each number for the whole deployment, and once more by each of its dimensions. */
function publish({ name, unit, value, by }: Measurement, metrics: Metrics): void {
  metrics.singleMetric().addMetric(name, MetricUnit[unit], value);
  const dimensions = Object.entries(by);
  if (dimensions.length === 0) return;
  const single = metrics.singleMetric();
  for (const [dimension, of] of dimensions) single.addDimensions({ [dimension]: of });
  single.addMetric(name, MetricUnit[unit], value);
}
