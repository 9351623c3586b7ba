import { Aws, Duration } from 'aws-cdk-lib';
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
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { countStatuses, type Watched, watchedBursts } from './request-bursts.ts';
import { allowAlarms, createAlarmTopic } from './topic.ts';

/** The same as in src/telemetry.ts. */
const NAMESPACE = 'Countersign';
const SUM = { period: Duration.minutes(5), statistic: 'Sum' };

export interface MonitoringProps {
  readonly deployment: Deployment;
  /** An existing topic for the alarms. */
  readonly alarmTopic: ITopic | undefined;
  /** The functions that people and programs wait for. */
  readonly answering: readonly LambdaFunction[];
  /**
   * The functions that fail with Countersign.TryAgain to be called again, so that a failure is no problem yet. What they
   * could not do in the end is a failed execution; an error that is not expected counts in ServiceErrors.
   */
  readonly triedAgain: readonly LambdaFunction[];
  readonly stateMachine: StateMachine;
  /** The state machine that tells how approvals ended. */
  readonly outcome: StateMachine;
  /** The state machine that reminds, escalates, and ends approvals whose time is over. */
  readonly timer: StateMachine;
  /** The topic of the e-mails, if there is one. */
  readonly mails: ITopic | undefined;
  /** The access log of the HTTP API. */
  readonly accessLog: LogGroup;
}

/** Alarms for problems that an operator must look at, the topic of the alarms, and a dashboard. */
export class Monitoring extends Construct {
  readonly alarmTopic: ITopic;
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard;
  /** The name of the deployment. */
  readonly #name: string;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { settings, hosting } = props.deployment;
    this.#name = hosting.name;
    this.alarmTopic = props.alarmTopic ?? createAlarmTopic(this, 'Alarms', `${hosting.name} alarms`);
    allowAlarms(this.alarmTopic);
    for (const email of settings.alarmEmails) this.alarmTopic.addSubscription(new EmailSubscription(email));
    const action = new SnsAction(this.alarmTopic);
    const counted = countStatuses(this, NAMESPACE, props.accessLog);
    const bursts = watchedBursts((name) => this.ours(name, SUM), settings.alarmAfterRefusals);
    this.alarms = [...this.watched(props), ...bursts].map(({ name, metric, because, threshold = 1 }) => {
      const alarm = new Alarm(this, name, {
        alarmDescription: `${because}. See the logs of ${hosting.name}.`,
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      return alarm;
    });
    this.dashboard = this.createDashboard(props, counted);
  }

  private watched({
    answering,
    triedAgain,
    stateMachine,
    outcome,
    timer,
    mails,
  }: MonitoringProps): readonly Watched[] {
    const delivered: Watched[] = mails
      ? [
          {
            name: 'UndeliveredMails',
            metric: mails.metricNumberOfNotificationsFailed(SUM),
            because: 'SNS could not deliver an e-mail',
          },
          {
            name: 'WithheldLinks',
            metric: this.ours('LinksWithheld', SUM),
            because:
              'Approvers got e-mails without links, because a subscription of the topic may get the links of others. ' +
              'The line links_withheld in the log of RequestApproval names it',
          },
        ]
      : [];
    return [
      ...answering.map(watchedErrors),
      ...[...answering, ...triedAgain].map(watchedThrottles),
      {
        name: 'FailedExecutions',
        metric: stateMachine.metricFailed(SUM),
        because: 'The execution of an approval failed',
      },
      {
        name: 'FailedOutcomes',
        metric: outcome.metricFailed(SUM),
        because:
          'The result of an approval could not be told everywhere. The cause of the execution says where',
      },
      {
        name: 'FailedTimers',
        metric: timer.metricFailed(SUM),
        because: 'The people of a request may not be reminded, or it may wait longer than its timeout',
      },
      ...delivered,
      {
        name: 'DeliveryFailures',
        metric: this.ours('DeliveryFailures', SUM),
        because:
          'An e-mail, a message in Slack or Teams, or a reminder could not be sent or updated, or an e-mail came back',
      },
      {
        name: 'IgnoredRecords',
        metric: this.ours('IgnoredRecords', SUM),
        because:
          'A history has messages or votes that Countersign did not write. They do not count. The line record_ignored names the execution',
      },
      {
        name: 'ServiceErrors',
        metric: this.ours('ServiceErrors', SUM),
        because: 'A request failed with an unexpected error',
      },
    ];
  }

  private createDashboard(
    { answering, triedAgain, stateMachine }: MonitoringProps,
    counted: readonly string[],
  ): Dashboard {
    const hourly = { period: Duration.hours(1), statistic: 'Sum' };
    // The dashboards of an account share their names in all regions.
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `${this.#name}-${Aws.REGION}` });
    dashboard.addWidgets(
      graph('Decisions', [this.byDimension('Decisions', 'via'), this.byDimension('Decisions', 'action')]),
      graph('Time to decision', [
        this.ours('TimeToDecision', { statistic: 'p50', label: 'median' }),
        this.ours('TimeToDecision', { statistic: 'p90', label: '90 %' }),
      ]),
      graph('Refusals by code', [
        this.byDimension('Refusals', 'code'),
        ...counted.map((name) => this.ours(name, hourly)),
      ]),
    );
    dashboard.addWidgets(
      graph('Cold starts', [this.byDimension('ColdStart', 'function_name')]),
      graph(
        'Duration',
        [...answering, ...triedAgain].map((one) => one.metricDuration({ statistic: 'p90' })),
      ),
      graph('Executions', [
        stateMachine.metricStarted(hourly),
        stateMachine.metricSucceeded(hourly),
        stateMachine.metricFailed(hourly),
        stateMachine.metricTimedOut(hourly),
        stateMachine.metricAborted(hourly),
      ]),
    );
    return dashboard;
  }

  /** A metric of this deployment. */
  private ours(name: string, options: { statistic: string; period?: Duration; label?: string }): Metric {
    const dimensionsMap = { service: this.#name };
    return new Metric({ namespace: NAMESPACE, metricName: name, dimensionsMap, ...options });
  }

  /** The metric for each value of a dimension. The values need not be known. */
  private byDimension(name: string, dimension: string): MathExpression {
    const schema = `{${NAMESPACE},service,${dimension}}`;
    const service = this.#name;
    return new MathExpression({
      expression: `SEARCH('${schema} MetricName="${name}" service="${service}"', 'Sum', 3600)`,
      label: '',
    });
  }
}

function watchedErrors(one: LambdaFunction): Watched {
  const { id } = one.node;
  return { name: `${id}Errors`, metric: one.metricErrors(SUM), because: `${id} failed or timed out` };
}

function watchedThrottles(one: LambdaFunction): Watched {
  const { id } = one.node;
  return {
    name: `${id}Throttles`,
    metric: one.metricThrottles(SUM),
    because: `Lambda throttled ${id}: too many functions run at the same time`,
  };
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8 });
}
