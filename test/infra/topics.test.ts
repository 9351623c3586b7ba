import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const ALARM_EMAILS = 'ops@example.com';

describe('topics', () => {
  const { ofType, named, resolve } = synthesized({ ...EVERYTHING, alarmEmails: ALARM_EMAILS });

  it('there is one topic for e-mails, and one topic for alarms', () => {
    expect(ofType('AWS::SNS::Topic').map(({ Properties }) => Properties.DisplayName)).toEqual([
      'Countersign',
      'Countersign alarms',
    ]);
  });

  it.each(['ApprovalWorkflowTopic', 'MonitoringAlarms'])('accept messages only over TLS: %s', (id) => {
    expect(policyOf(id).filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
      { Action: 'sns:Publish', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  it('the e-mail topic accepts messages only with a permission from IAM', () => {
    expect(policyOf('ApprovalWorkflowTopic').map(({ Effect }) => Effect)).toEqual(['Deny']);
    expect(resolve(named('AWS::SNS::Topic', 'ApprovalWorkflowTopic').KmsMasterKeyId)).toMatch(
      /:alias\/aws\/sns$/,
    );
  });

  it('the alarm topic accepts alarms of this account, and has no key, because alarms cannot use the key of SNS', () => {
    const allowed = policyOf('MonitoringAlarms').filter(({ Effect }) => Effect === 'Allow');
    expect(resolve(allowed)).toEqual([
      {
        Sid: 'Alarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: 'arn:MonitoringAlarms',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:*' },
        },
      },
    ]);
    expect(named('AWS::SNS::Topic', 'MonitoringAlarms')).not.toHaveProperty('KmsMasterKeyId');
  });

  it('each e-mail address gets messages for all and for this address, and each alarm address gets all alarms', () => {
    const subscriptions = ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions.map(({ TopicArn, ...rest }) => ({ topic: resolve(TopicArn), ...rest }))).toEqual([
      mailTo('a@example.com'),
      mailTo('b@example.com'),
      { topic: 'arn:MonitoringAlarms', Protocol: 'email', Endpoint: ALARM_EMAILS },
    ]);
  });

  it('have no subscribers if no addresses are set', () => {
    expect(synthesized({ slackChannel: 'C0123456789' }).ofType('AWS::SNS::Subscription')).toEqual([]);
  });

  function policyOf(id: string): { Effect: string }[] {
    const found = ofType('AWS::SNS::TopicPolicy').find(
      ({ Properties }) => resolve(Properties.Topics[0]) === `arn:${id}`,
    );
    return found?.Properties.PolicyDocument.Statement;
  }
});

function mailTo(address: string) {
  return {
    topic: 'arn:ApprovalWorkflowTopic',
    Protocol: 'email',
    Endpoint: address,
    FilterPolicy: { to: [address, { exists: false }] },
  };
}
