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
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';
import { createAlarmTopic } from './topic.ts';

/** As in src/telemetry.ts. */
const NAMESPACE = 'Countersign';
const PERIOD = Duration.minutes(5);

export interface MonitoringProps {
  readonly settings: Settings;
  readonly functions: readonly LambdaFunction[];
  readonly stateMachine: StateMachine;
  /** The topic of the approvals' mails. */
  readonly mails: Topic;
}

/** Alarms for what somebody has to look at, to a topic of their own, and a dashboard. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { settings, functions, stateMachine, mails }: MonitoringProps) {
    super(scope, id);
    const action = new SnsAction(createAlarmTopic(this, 'Alarms', settings.alarmEmails));
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
        metric: this.ours('DeliveryFailures', sum),
        because: 'A mail or a Slack message could not be sent or brought up to date',
      },
      UndeliveredMails: {
        metric: mails.metricNumberOfNotificationsFailed(sum),
        because: 'SNS gave up on a mail',
      },
      ServiceErrors: {
        metric: this.ours('ServiceErrors', sum),
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
      graph('Decisions', [this.byDimension('Decisions', 'via'), this.byDimension('Decisions', 'action')]),
      graph('Time to decision', [
        this.ours('TimeToDecision', { statistic: 'p50', label: 'median' }),
        this.ours('TimeToDecision', { statistic: 'p90', label: '90 %' }),
      ]),
      graph('Refusals by code', [this.byDimension('Refusals', 'code')]),
    );
    dashboard.addWidgets(
      graph('Cold starts', [this.byDimension('ColdStart', 'function_name')]),
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

  /** A number of this deployment. */
  private ours(name: string, options: { statistic: string; period?: Duration; label?: string }): Metric {
    const dimensionsMap = { service: Stack.of(this).stackName };
    return new Metric({ namespace: NAMESPACE, metricName: name, dimensionsMap, ...options });
  }

  /** The same by all values of a dimension, without naming them. */
  private byDimension(name: string, dimension: string): MathExpression {
    const schema = `{${NAMESPACE},service,${dimension}}`;
    const service = Stack.of(this).stackName;
    return new MathExpression({
      expression: `SEARCH('${schema} MetricName="${name}" service="${service}"', 'Sum', 3600)`,
      label: '',
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8 });
}
