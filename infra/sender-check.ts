import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createFunction, grant } from './function.ts';
import type { Hosting } from './hosting.ts';
import { allow } from './permissions.ts';

/** All attempts to ask SES take about a minute and a half at most (src/deployment/sender.ts). */
const TIMEOUT = Duration.minutes(2);
/** Without it, a function that cannot answer would hold up the deployment for an hour. */
const SERVICE_TIMEOUT = Duration.minutes(10);

export interface SenderCheckProps {
  /** The address that SES must be able to send from. */
  readonly address: string;
  readonly hosting: Hosting;
}

/**
 * Fails the deployment if SES may not send from the address. `AwsCustomResource` could ask SES too, but cannot fail because of the
 * answer.
 */
export function checkSender(scope: Construct, { address, hosting }: SenderCheckProps): void {
  const { partition, region, account } = Stack.of(scope);
  const identities = identitiesOf(address);
  const check = createFunction(scope, 'CheckSender', {
    entry: 'check-sender',
    hosting,
    description: 'Checks during a deployment that SES may send as mailFrom',
    environment: {},
    timeout: TIMEOUT,
  });
  const arns = identities.map((identity) => `arn:${partition}:ses:${region}:${account}:identity/${identity}`);
  grant(check, allow(['ses:GetEmailIdentity'], arns));
  // Another address is another resource. If it is refused, CloudFormation only deletes it, and does not check the old one again:
  // if that were refused too, the stack could not roll back.
  new CustomResource(scope, `Sender ${address}`, {
    resourceType: 'Custom::VerifiedSender',
    serviceToken: check.functionArn,
    serviceTimeout: SERVICE_TIMEOUT,
    properties: { Identities: identities },
  });
}

/**
 * The identities of SES that allow to send from an address: the address, the address without its label, its domain, and the domains
 * above it. An address may be written in one way only, and a domain in lower case (SES Developer Guide: "Verifying email
 * addresses").
 */
export function identitiesOf(address: string): string[] {
  const at = address.lastIndexOf('@');
  const labels = address
    .slice(at + 1)
    .toLowerCase()
    .split('.');
  const withoutLabel = address.slice(0, at).replace(/(?<=.)\+.*$/, '') + address.slice(at);
  // Not the top-level domain: it is no identity of a customer.
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  return [...new Set([address, withoutLabel, ...domains])];
}
