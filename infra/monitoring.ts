import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';
import { createTopic } from './topic.ts';

/** The namespace of src/metrics.ts. */
const NAMESPACE = 'Countersign';
const PERIOD = Duration.minutes(5);

export interface MonitoringProps {
  readonly settings: Settings;
  readonly functions: readonly LambdaFunction[];
  readonly stateMachine: StateMachine;
}

/** Alarms for what somebody has to look at, to a topic of their own, and a dashboard. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { settings, functions, stateMachine }: MonitoringProps) {
    super(scope, id);
    const topic = createTopic(this, 'Alarms', settings.alarmEmails);
    const action = new SnsAction(topic);
    const sum = { period: PERIOD, statistic: 'Sum' };
    const watched: Readonly<Record<string, { metric: IMetric; because: string }>> = {
      ...Object.fromEntries(
        functions.flatMap((one) => [
          [
            `${one.node.id}Errors`,
            { metric: one.metricErrors(sum), because: `${one.node.id} threw, or ran out of time` },
          ],
          [
            `${one.node.id}Throttles`,
            {
              metric: one.metricThrottles(sum),
              because: `Lambda refused to run ${one.node.id}: too many run at once`,
            },
          ],
        ]),
      ),
      FailedExecutions: {
        metric: stateMachine.metricFailed(sum),
        because: 'An approval ended without a decision, and not by its timeout',
      },
      DeliveryFailures: {
        metric: ours('DeliveryFailures', sum),
        because: 'A mail or a Slack message could not be sent or brought up to date',
      },
      ServiceErrors: {
        metric: ours('ServiceErrors', sum),
        because: 'Somebody was told that something went wrong on our side',
      },
    };
    for (const [name, { metric, because }] of Object.entries(watched)) {
      new Alarm(this, name, {
        alarmDescription: `${because}. The logs of ${Stack.of(this).stackName} say more.`,
        metric,
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(action);
    }
    this.addDashboard(functions, stateMachine);
  }

  private addDashboard(functions: readonly LambdaFunction[], stateMachine: StateMachine): void {
    const hourly = { period: Duration.hours(1), statistic: 'Sum' };
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: Stack.of(this).stackName });
    dashboard.addWidgets(
      graph('Decisions', [byDimension('Decisions', 'via'), byDimension('Decisions', 'action')]),
      graph('Time to decision', [
        ours('TimeToDecision', { statistic: 'p50', label: 'median' }),
        ours('TimeToDecision', { statistic: 'p90', label: '90 %' }),
      ]),
      graph('Refusals by code', [byDimension('Refusals', 'code')]),
    );
    dashboard.addWidgets(
      graph('Cold starts', [byDimension('ColdStart', 'function_name')]),
      graph(
        'Duration',
        functions.map((one) => one.metricDuration({ statistic: 'p90' })),
      ),
      graph('Executions', [
        stateMachine.metricStarted(hourly),
        stateMachine.metricSucceeded(hourly),
        stateMachine.metricFailed(hourly),
        stateMachine.metricTimedOut(hourly),
        stateMachine.metricAborted(hourly),
      ]),
    );
  }
}

function ours(metricName: string, options: { statistic: string; period?: Duration; label?: string }): Metric {
  return new Metric({ namespace: NAMESPACE, metricName, ...options });
}

/** All values of a dimension, without naming them. */
function byDimension(metricName: string, dimension: string): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{${NAMESPACE},${dimension}} MetricName="${metricName}"', 'Sum', 3600)`,
    label: '',
  });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8 });
}
