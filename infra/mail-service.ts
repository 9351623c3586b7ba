import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { Hosting } from './hosting.ts';
import { addressOf } from './mail-settings.ts';
import { allow, type Permission } from './permissions.ts';
import { checkSender } from './sender-check.ts';

export interface MailServiceProps {
  /** An address, or `Name <address>`. */
  readonly from: string;
  /** The addresses that get the requests without approvers, and all results. */
  readonly recipients: readonly string[];
  readonly hosting: Hosting;
}

/**
 * E-mail by SES: a configuration set, which publishes bounces and complaints to EventBridge. The identity of the sender must
 * exist and be verified, which a deployment checks: CloudFormation could create it, but not verify it.
 */
export class MailService extends Construct {
  readonly variables: Readonly<Record<string, string>>;
  /** Permission to send mails from this address, and from no other. */
  readonly permission: Permission;
  readonly #configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, { from, recipients, hosting }: MailServiceProps) {
    super(scope, id);
    checkSender(this, { address: addressOf(from), hosting });
    // The links in a mail decide. A mail server that would get them in clear does not get them.
    this.#configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    });
    this.#configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
    const { configurationSetName } = this.#configurationSet;
    this.variables = {
      MAIL_FROM: from,
      ...(recipients.length > 0 && { MAIL_TO: recipients.join(',') }),
      MAIL_CONFIGURATION_SET: configurationSetName,
    };
    this.permission = sendFrom(addressOf(from), Stack.of(this), configurationSetName);
  }

  /** Lets a function know which mails came back. EventBridge delivers an event again if the function fails. */
  tellUndelivered(tellOutcome: LambdaFunction): void {
    const tags = { 'ses:configuration-set': [this.#configurationSet.configurationSetName] };
    new Rule(this, 'Undelivered', {
      description: 'Tells which e-mails came back, or were marked as spam',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received'],
        detail: { mail: { tags } },
      },
      targets: [new LambdaTarget(tellOutcome, { retryAttempts: 3, maxEventAge: Duration.hours(1) })],
    });
  }
}

function sendFrom(
  address: string,
  { partition, region, account }: Stack,
  configurationSetName: string,
): Permission {
  const ses = `arn:${partition}:ses:${region}:${account}`;
  const permission = allow(
    ['ses:SendEmail'],
    [`${ses}:identity/*`, `${ses}:configuration-set/${configurationSetName}`],
    'The identity is the address, its domain or a parent domain, and in the sandbox SES also checks the recipients. The condition names the sender.',
  );
  permission.statement.addConditions({ StringEqualsIgnoreCase: { 'ses:FromAddress': address } });
  return permission;
}
