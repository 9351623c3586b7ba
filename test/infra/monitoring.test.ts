import { describe, expect, it } from 'vitest';
import { recordTelemetry } from '../support/recorded-telemetry.ts';
import { EVERYTHING, synthesized } from './synthesized.ts';

const ANSWERING = ['CreateUrls', 'Respond', 'Slack', 'Teams'];
/** They fail with Countersign.TryAgain to be called again, so their errors raise no alarm. */
const TRIED_AGAIN = ['RequestApproval', 'TellOutcome', 'Tick'];

/** The alarms for many refusals at once. */
const BURSTS = ['RefusalBurst', 'DeniedBurst', 'ThrottledBurst'];

/** All metrics that a function can write, as `name by dimensions`. */
const WRITTEN = recordTelemetry('Staging', [
  { event: 'respond', outcome: 'accepted', decided: { via: 'email', action: 'approve' } },
  { event: 'respond', outcome: 'ExpiredPayload' },
  { event: 'tell_outcome', waited_ms: 1 },
  { level: 'error', event: 'ask_failed', surface: 'email' },
  { level: 'error', event: 'history_failed' },
  { level: 'error', event: 'links_withheld', subscriptions: [] },
  { level: 'warn', event: 'record_ignored', execution: 'Release:one', records: 1 },
])
  .metrics.filter(
    ({ namespace, dimensions }) => namespace === 'Countersign' && dimensions.service === 'Staging',
  )
  .map(({ name, dimensions }) => `${name} by ${Object.keys(dimensions)}`);

describe('alarms', () => {
  const { template, only, ofType, resolve } = synthesized({ ...EVERYTHING, stackName: 'Staging' });
  const alarms = Object.fromEntries(
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
      id.slice('Monitoring'.length, -8),
      Properties,
    ]),
  );

  it('exist for each function, for executions, for deliveries, and for errors of the service', () => {
    expect(Object.keys(alarms).sort()).toEqual(
      [
        ...ANSWERING.map((name) => `${name}Errors`),
        ...[...ANSWERING, ...TRIED_AGAIN].map((name) => `${name}Throttles`),
        'FailedExecutions',
        'FailedOutcomes',
        'FailedTimers',
        'DeliveryFailures',
        'UndeliveredMails',
        'WithheldLinks',
        'IgnoredRecords',
        'ServiceErrors',
        ...BURSTS,
      ].sort(),
    );
  });

  it('start at the first problem, or at many refusals, send an e-mail with the reason, and ignore missing data', () => {
    for (const [name, alarm] of Object.entries(alarms)) {
      expect(alarm).toMatchObject({
        AlarmDescription: expect.stringMatching(/^[A-Z].*\. See the logs of Staging\.$/),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: BURSTS.includes(name) ? 100 : 1,
        EvaluationPeriods: 1,
        Period: 300,
        Statistic: 'Sum',
        TreatMissingData: 'notBreaching',
      });
      expect(resolve(alarm.AlarmActions)).toEqual(['arn:MonitoringAlarms']);
    }
  });

  it.each([
    ['SlackThrottles', 'AWS/Lambda Throttles FunctionName=SlackEndpointSlack'],
    ['RespondErrors', 'AWS/Lambda Errors FunctionName=CallbackApiRespond'],
    ['FailedExecutions', 'AWS/States ExecutionsFailed StateMachineArn=arn:ApprovalWorkflowApprovalEmails'],
    ['FailedOutcomes', 'AWS/States ExecutionsFailed StateMachineArn=arn:ApprovalWorkflowApprovalOutcome'],
    ['UndeliveredMails', 'AWS/SNS NumberOfNotificationsFailed TopicName=arn:ApprovalWorkflowTopic'],
    ['DeliveryFailures', 'Countersign DeliveryFailures service=Staging'],
    ['WithheldLinks', 'Countersign LinksWithheld service=Staging'],
    ['IgnoredRecords', 'Countersign IgnoredRecords service=Staging'],
    ['ServiceErrors', 'Countersign ServiceErrors service=Staging'],
    ['RefusalBurst', 'Countersign Refusals service=Staging'],
    ['DeniedBurst', 'Countersign DeniedRequests service=Staging'],
    ['ThrottledBurst', 'Countersign ThrottledRequests service=Staging'],
  ])('%s watches %s', (name, metric) => {
    const { Namespace, MetricName, Dimensions } = alarms[name] ?? {};
    const dimensions = resolve(Dimensions) as { Name: string; Value: string }[];
    const words = dimensions.map((dimension) => `${dimension.Name}=${dimension.Value}`);
    expect([Namespace, MetricName, ...words].join(' ')).toBe(metric);
  });

  it('start at the configured number of refusals', () => {
    const { template: quiet } = synthesized({ ...EVERYTHING, alarmAfterRefusals: '7' });
    const thresholds = Object.entries(quiet.findResources('AWS::CloudWatch::Alarm'))
      .filter(([id]) => BURSTS.includes(id.slice('Monitoring'.length, -8)))
      .map(([, { Properties }]) => Properties.Threshold);
    expect(thresholds).toEqual([7, 7, 7]);
  });

  it.each([
    ['DeniedRequests', '{ ($.status = "401") || ($.status = "403") }'],
    ['ThrottledRequests', '{ $.status = "429" }'],
  ])('watch %s, which the access log counts for this deployment', (name, pattern) => {
    const filter = ofType('AWS::Logs::MetricFilter').find(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName === name,
    );
    expect(filter?.Properties).toMatchObject({
      FilterPattern: pattern,
      MetricTransformations: [
        {
          MetricNamespace: 'Countersign',
          MetricValue: '1',
          Dimensions: [{ Key: 'service', Value: '$.service' }],
        },
      ],
    });
    expect(resolve(filter?.Properties.LogGroupName)).toBe('CallbackApiHttpAccessLog');
    const { Format: format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings;
    expect(JSON.parse(format)).toMatchObject({ service: 'Staging', status: '$context.status' });
  });

  it('watch metrics that the functions write with the name of the deployment', () => {
    const watched = Object.values(alarms)
      .filter(({ Namespace }) => Namespace === 'Countersign')
      .map(({ MetricName, Dimensions }) => `${MetricName} by ${namesOf(Dimensions)}`);
    const counted = ['DeniedRequests by service', 'ThrottledRequests by service'];
    expect(watched).toHaveLength(7);
    expect([...WRITTEN, ...counted]).toEqual(expect.arrayContaining(watched));
    for (const { Properties } of ofType('AWS::Lambda::Function'))
      expect(Properties.Environment.Variables.SERVICE_NAME).toBe('Staging');
  });

  it.each([
    ['Slack', { ...EVERYTHING, slackChannel: '' }, ['SlackErrors', 'SlackThrottles']],
    [
      'Teams',
      { ...EVERYTHING, teamsAppId: '', teamsTenantId: '', teamsChannel: '' },
      ['TeamsErrors', 'TeamsThrottles'],
    ],
    ['e-mail', { ...EVERYTHING, emails: '' }, ['UndeliveredMails', 'WithheldLinks']],
  ])('do not exist for %s in a deployment without it', (_, context, missing) => {
    const found = Object.keys(synthesized(context).template.findResources('AWS::CloudWatch::Alarm'));
    const names = found.map((id) => id.slice('Monitoring'.length, -8));
    expect(names.sort()).toEqual(
      Object.keys(alarms)
        .filter((name) => !missing.includes(name))
        .sort(),
    );
  });
});

function namesOf(dimensions: readonly { Name: string }[]): string {
  return dimensions.map(({ Name }) => Name).join();
}

describe('the dashboard', () => {
  const { only, resolve } = synthesized(EVERYTHING);
  const { DashboardName: name, DashboardBody: body } = only('AWS::CloudWatch::Dashboard');
  const { widgets } = JSON.parse(String(resolve(body))) as {
    widgets: { properties: { title: string; metrics: unknown[] } }[];
  };
  const metricsOf = (title: string) =>
    JSON.stringify(widgets.find(({ properties }) => properties.title === title)?.properties.metrics);

  it('has the name of the stack and its region, because dashboards of all regions share their names', () => {
    expect(resolve(name)).toBe('Countersign-eu-central-1');
  });

  it.each([
    ['Decisions', ['{Countersign,service,via} MetricName=', '{Countersign,service,action} MetricName=']],
    ['Time to decision', ['"TimeToDecision","service","Countersign"', '"stat":"p50"', '"stat":"p90"']],
    [
      'Refusals by code',
      ['{Countersign,service,code} MetricName=', '"DeniedRequests"', '"ThrottledRequests"'],
    ],
    ['Cold starts', ['{Countersign,service,function_name} MetricName=']],
    ['Duration', ['CallbackApiCreateUrls', 'SlackEndpointSlack']],
    ['Executions', ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut']],
  ])('shows %s', (title, metrics) => {
    for (const metric of metrics) expect(metricsOf(title)).toContain(metric);
  });

  it('shows metrics that the functions write', () => {
    const searched = [...JSON.stringify(widgets).matchAll(/{Countersign,([\w,]+)} MetricName=\\+"(\w+)/g)];
    const names = searched.map(([, dimensions, name]) => `${name} by ${dimensions}`);
    expect(names).toHaveLength(4);
    expect(WRITTEN).toEqual(expect.arrayContaining([...names, 'TimeToDecision by service']));
  });

  it('has no other widgets, and shows only metrics of this deployment', () => {
    expect(widgets).toHaveLength(6);
    for (const title of ['Decisions', 'Refusals by code', 'Cold starts'])
      expect(metricsOf(title)).toContain(String.raw`service=\"Countersign\"`);
  });
});
