/** The services that the functions call, by the name in the signature of an AWS request, with their names for people. */
export const SERVICES = {
  kms: 'KMS',
  states: 'Step Functions',
  sns: 'SNS',
  lambda: 'Lambda',
  secretsmanager: 'Secrets Manager',
  slack: 'Slack',
} as const;

export type Service = keyof typeof SERVICES;

/** What can be wrong with a service, and what the proxy does then. */
export const FAULTS = {
  hang: 'no answer comes until the fault ends, and the service does not get the request',
  reset: 'the connection is closed before the service gets the request',
  lost: 'the service does what was asked, but the connection is closed before its answer comes',
  throttle: 'the service refuses for now (Slack: `Retry-After: 1`)',
  deny: 'the service refuses the permission (Slack: `invalid_auth`)',
  garbage: 'a web page comes in place of the answer, with status 200',
} as const;

export type Fault = keyof typeof FAULTS;
