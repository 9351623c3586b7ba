import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A metric that must stay below a threshold, with its alarm. */
export interface Watched {
  readonly name: string;
  readonly metric: IMetric;
  /** A sentence without a full stop: what happened if the metric has reached the threshold. */
  readonly because: string;
  /** By default 1: the metric must be zero. */
  readonly threshold?: number;
}

/** The metrics of the access log, by the statuses that they count. API Gateway has one metric for all of 400 to 499. */
const STATUSES = { DeniedRequests: ['401', '403'], ThrottledRequests: ['429'] };

/** Counts the requests of the access log by their status. Returns the names of the metrics. */
export function countStatuses(scope: Construct, metricNamespace: string, logGroup: LogGroup): string[] {
  for (const [metricName, statuses] of Object.entries(STATUSES)) {
    new MetricFilter(scope, metricName, {
      logGroup,
      filterPattern: FilterPattern.any(
        ...statuses.map((status) => FilterPattern.stringValue('$.status', '=', status)),
      ),
      metricNamespace,
      metricName,
      metricValue: '1',
      // As in the metrics of the functions.
      dimensions: { service: '$.service' },
    });
  }
  return Object.keys(STATUSES);
}

/**
 * The alarms for many refusals at once. A few are normal: an expired link, or a mail scanner. Many are an attack, or
 * something that is set wrongly.
 *
 * @param ours the sum of a metric of this deployment
 */
export function watchedBursts(ours: (name: string) => IMetric, threshold: number): readonly Watched[] {
  return [
    {
      name: 'RefusalBurst',
      metric: ours('Refusals'),
      because: 'Many requests were refused, such as links that do not open. The dashboard shows their codes',
      threshold,
    },
    {
      name: 'DeniedBurst',
      metric: ours('DeniedRequests'),
      because: 'The API answered many requests with 401 or 403: without a valid signature or permission',
      threshold,
    },
    {
      name: 'ThrottledBurst',
      metric: ours('ThrottledRequests'),
      because: 'The API answered many requests with 429, because a route got more than its limit',
      threshold,
    },
  ];
}
