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
/** How an alarm adds up. */
const SUM = { period: Duration.minutes(5), statistic: 'Sum' };

export interface MonitoringProps {
  readonly settings: Settings;
  readonly functions: readonly LambdaFunction[];
  readonly stateMachine: StateMachine;
  /** The topic of the approvals' mails, where there is one. */
  readonly mails: Topic | undefined;
}

/** A number that ought to be zero. */
interface Watched {
  readonly name: string;
  readonly metric: IMetric;
  /** What happened, where it is not: the beginning of a sentence. */
  readonly because: string;
}

/** Alarms for what somebody has to look at, to a topic of their own, and a dashboard. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const action = new SnsAction(createAlarmTopic(this, 'Alarms', props.settings.alarmEmails));
    for (const { name, metric, because } of this.watched(props)) {
      new Alarm(this, name, {
        alarmDescription: `${because}. The logs of ${Stack.of(this).stackName} say more.`,
        metric,
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(action);
    }
    this.addDashboard(props);
  }

  private watched({ functions, stateMachine, mails }: MonitoringProps): readonly Watched[] {
    const delivered: Watched[] = mails
      ? [
          {
            name: 'UndeliveredMails',
            metric: mails.metricNumberOfNotificationsFailed(SUM),
            because: 'SNS gave up on a mail',
          },
        ]
      : [];
    return [
      ...functions.flatMap(watchedFunction),
      {
        name: 'FailedExecutions',
        metric: stateMachine.metricFailed(SUM),
        because: 'An approval ended without a decision, and not by its timeout',
      },
      ...delivered,
      {
        name: 'DeliveryFailures',
        metric: this.ours('DeliveryFailures', SUM),
        because: 'A mail or a Slack message could not be sent or brought up to date',
      },
      {
        name: 'ServiceErrors',
        metric: this.ours('ServiceErrors', SUM),
        because: 'Somebody was told that something went wrong on our side',
      },
    ];
  }

  private addDashboard({ functions, stateMachine }: MonitoringProps): void {
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

function watchedFunction(one: LambdaFunction): Watched[] {
  const { id } = one.node;
  return [
    { name: `${id}Errors`, metric: one.metricErrors(SUM), because: `${id} threw, or ran out of time` },
    {
      name: `${id}Throttles`,
      metric: one.metricThrottles(SUM),
      because: `Lambda refused to run ${id}: too many run at once`,
    },
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8 });
}
