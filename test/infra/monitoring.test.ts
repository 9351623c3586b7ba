import { describe, expect, it } from 'vitest';
import { measure } from '../../src/metrics.ts';
import { EVERYTHING, synthesized } from './synthesized.ts';

const FUNCTIONS = ['CreateUrls', 'Respond', 'Slack', 'RequestApproval', 'AnnounceDecision'];

describe('alarms', () => {
  const { template, ofType, resolve } = synthesized({ ...EVERYTHING, stackName: 'Staging' });
  const alarms = Object.fromEntries(
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
      id.slice('Monitoring'.length, -8),
      Properties,
    ]),
  );

  it('are there for each function, for executions, for deliveries, and for errors of our own', () => {
    expect(Object.keys(alarms).sort()).toEqual(
      [
        ...FUNCTIONS.flatMap((name) => [`${name}Errors`, `${name}Throttles`]),
        'FailedExecutions',
        'DeliveryFailures',
        'UndeliveredMails',
        'ServiceErrors',
      ].sort(),
    );
  });

  it('go off at the first, by a mail that says why, and not for want of data', () => {
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({
        AlarmDescription: expect.stringMatching(/^[A-Z].*\. The logs of Staging say more\.$/),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: 1,
        Period: 300,
        Statistic: 'Sum',
        TreatMissingData: 'notBreaching',
      });
      expect(resolve(alarm.AlarmActions)).toEqual(['arn:MonitoringAlarms']);
    }
  });

  it.each([
    ['RespondErrors', 'AWS/Lambda Errors FunctionName=CallbackApiRespond'],
    ['SlackThrottles', 'AWS/Lambda Throttles FunctionName=SlackEndpointSlack'],
    ['FailedExecutions', 'AWS/States ExecutionsFailed StateMachineArn=arn:ApprovalWorkflowApprovalEmails'],
    ['UndeliveredMails', 'AWS/SNS NumberOfNotificationsFailed TopicName=arn:ApprovalWorkflowTopic'],
    ['DeliveryFailures', 'Countersign DeliveryFailures service=Staging'],
    ['ServiceErrors', 'Countersign ServiceErrors service=Staging'],
  ])('%s watches %s', (name, metric) => {
    const { Namespace, MetricName, Dimensions } = alarms[name] ?? {};
    const dimensions = resolve(Dimensions) as { Name: string; Value: string }[];
    const words = dimensions.map((dimension) => `${dimension.Name}=${dimension.Value}`);
    expect([Namespace, MetricName, ...words].join(' ')).toBe(metric);
  });

  it('watch numbers that the functions count, under the name of the deployment', () => {
    const counted = [
      ...measure({ level: 'error', event: 'ask_failed', surface: 'email' }),
      ...measure({ level: 'error', event: 'any_failed' }),
    ];
    expect(counted.map(({ name }) => name)).toEqual(['DeliveryFailures', 'ServiceErrors']);
    for (const { Properties } of ofType('AWS::Lambda::Function'))
      expect(Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('Staging');
  });

  it('of Slack are not there without Slack', () => {
    const withoutSlack = synthesized({}).template.findResources('AWS::CloudWatch::Alarm');
    expect(Object.keys(withoutSlack)).toHaveLength(Object.keys(alarms).length - 2);
  });
});

describe('the dashboard', () => {
  const { only, resolve } = synthesized(EVERYTHING);
  const { DashboardName: name, DashboardBody: body } = only('AWS::CloudWatch::Dashboard');
  const { widgets } = JSON.parse(String(resolve(body))) as {
    widgets: { properties: { title: string; metrics: unknown[] } }[];
  };
  const metricsOf = (title: string) =>
    JSON.stringify(widgets.find(({ properties }) => properties.title === title)?.properties.metrics);

  it('is named as the stack is', () => {
    expect(name).toBe('Countersign');
  });

  it.each([
    ['Decisions', ['{Countersign,service,via} MetricName=', '{Countersign,service,action} MetricName=']],
    ['Time to decision', ['"TimeToDecision","service","Countersign"', '"stat":"p50"', '"stat":"p90"']],
    ['Refusals by code', ['{Countersign,service,code} MetricName=']],
    ['Cold starts', ['{Countersign,service,function_name} MetricName=']],
    ['Duration', ['CallbackApiCreateUrls', 'SlackEndpointSlack']],
    ['Executions', ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut']],
  ])('shows %s', (title, metrics) => {
    for (const metric of metrics) expect(metricsOf(title)).toContain(metric);
  });

  it('shows these and no other, of this deployment only', () => {
    expect(widgets).toHaveLength(6);
    for (const title of ['Decisions', 'Refusals by code', 'Cold starts'])
      expect(metricsOf(title)).toContain(String.raw`service=\"Countersign\"`);
  });
});
