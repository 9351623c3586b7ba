import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { identitiesOf } from '../../infra/sender-check.ts';
import { loadConfig } from '../../src/config.ts';
import { deployment, EVERYTHING, synthesized } from './synthesized.ts';

const FROM = 'Approvals <approvals@mail.example.com>';
const IDENTITIES = ['approvals@mail.example.com', 'mail.example.com', 'example.com'];

describe('e-mail by SES', () => {
  const deployed = synthesized({ ...EVERYTHING, mailFrom: FROM });
  const { template, ofType, only, resolve, outputs, functionOf, environmentOf, functionPermissions } =
    deployed;
  const CONFIGURATION_SET = environmentOf('request-approval').MAIL_CONFIGURATION_SET;

  it('has no topic for the mails, and the addresses need no subscription', () => {
    expect(ofType('AWS::SNS::Topic').map(({ Properties }) => Properties.DisplayName)).toEqual([
      'Countersign alarms',
    ]);
    expect(ofType('AWS::SNS::Subscription')).toEqual([]);
  });

  it.each(['request-approval', 'tell-outcome'] as const)(
    '%s knows the sender and the recipients',
    (entry) => {
      const env = environmentOf(entry);
      expect(loadConfig(env, [])).toMatchObject({
        MAIL_FROM: FROM,
        MAIL_TO: ['a@example.com', 'b@example.com'],
        MAIL_CONFIGURATION_SET: CONFIGURATION_SET,
      });
      expect(env).not.toHaveProperty('TOPIC_ARN');
    },
  );

  it.each(['request-approval', 'tell-outcome'] as const)('%s may send as this sender only', (entry) => {
    const ses = 'arn:aws:ses:eu-central-1:123456789012';
    const condition = 'if {"StringEqualsIgnoreCase":{"ses:FromAddress":"approvals@mail.example.com"}}';
    expect(functionPermissions(entry).filter((line) => line.startsWith('ses:'))).toEqual([
      `ses:SendEmail on ${ses}:configuration-set/${CONFIGURATION_SET} ${condition}`,
      `ses:SendEmail on ${ses}:identity/* ${condition}`,
    ]);
  });

  it('publishes bounces and complaints, and delivers over TLS only', () => {
    expect(only('AWS::SES::ConfigurationSet')).toMatchObject({ DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
    expect(resolve(only('AWS::SES::ConfigurationSetEventDestination'))).toMatchObject({
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint'],
        EventBridgeDestination: { EventBusArn: 'arn:aws:events:eu-central-1:123456789012:event-bus/default' },
      },
    });
  });

  it('tells tell-outcome which mails of this deployment came back', () => {
    const rules = ofType('AWS::Events::Rule').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('aws.ses'),
    );
    expect(resolve(rules.map(({ Properties }) => Properties))).toMatchObject([
      {
        EventPattern: {
          source: ['aws.ses'],
          'detail-type': ['Email Bounced', 'Email Complaint Received'],
          detail: { mail: { tags: { 'ses:configuration-set': [CONFIGURATION_SET] } } },
        },
        Targets: [{ Arn: 'arn:ApprovalWorkflowTellOutcome', RetryPolicy: { MaximumRetryAttempts: 3 } }],
      },
    ]);
  });

  it('checks during a deployment that one of the identities of the sender is verified', () => {
    const [check] = Object.values(template.findResources('Custom::VerifiedSender'));
    expect(resolve(check?.Properties)).toEqual({
      ServiceToken: 'arn:ApprovalWorkflowMailCheckSender',
      ServiceTimeout: '600',
      Identities: IDENTITIES,
    });
    expect(functionOf('check-sender')?.properties).toMatchObject({
      Timeout: 120,
      LoggingConfig: { LogGroup: { Ref: expect.stringContaining('CheckSenderLogs') } },
    });
  });

  it('lets this check read these identities, and nothing else', () => {
    expect(functionPermissions('check-sender')).toEqual(
      IDENTITIES.map(
        (one) => `ses:GetEmailIdentity on arn:aws:ses:eu-central-1:123456789012:identity/${one}`,
      ).sort(),
    );
  });

  it('checks again, as another resource, when the address changes, and not when only the name does', () => {
    const checkOf = (mailFrom: string) =>
      Object.keys(synthesized({ mailFrom }).template.findResources('Custom::VerifiedSender'));
    const here = checkOf(FROM);
    expect(here).toHaveLength(1);
    expect(checkOf('Releases <approvals@mail.example.com>')).toEqual(here);
    expect(checkOf('approvals@mailexample.com')).not.toEqual(here);
  });

  it('checks nothing, and has no function for it, without a sender', () => {
    const without = synthesized(EVERYTHING);
    expect(without.functionOf('check-sender')).toBeUndefined();
    expect(without.template.findResources('Custom::VerifiedSender')).toEqual({});
  });

  it('says what to do in SES', () => {
    expect(resolve(outputs.NextStep?.Value)).toContain(
      'Amazon SES may send as approvals@mail.example.com. Move SES out of its sandbox, if it is still there.',
    );
    expect(resolve(outputs.NextStep?.Value)).not.toContain('subscription');
  });

  it('has no finding of cdk-nag', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(deployment({ mailFrom: FROM }));
    expect(violations).toEqual([]);
  });
});

it('works without addresses: only approvers get mails', () => {
  const { environmentOf } = synthesized({ mailFrom: 'approvals@example.com' });
  expect(environmentOf('request-approval')).not.toHaveProperty('MAIL_TO');
});

it.each([
  ['ann@example.com', ['ann@example.com', 'example.com']],
  ['Ann@Mail.Example.COM', ['Ann@Mail.Example.COM', 'mail.example.com', 'example.com']],
  ['ann+prod@example.com', ['ann+prod@example.com', 'ann@example.com', 'example.com']],
  ['+prod@example.com', ['+prod@example.com', 'example.com']],
])('the identities that allow to send from %s', (address, identities) => {
  expect(identitiesOf(address)).toEqual(identities);
});
