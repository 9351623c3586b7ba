/**
 * The services that the functions call, by the name in the signature of an AWS request, with their names for people. Entra ID
 * gives the token for Teams.
 */
export const SERVICES = {
  kms: 'KMS',
  states: 'Step Functions',
  sns: 'SNS',
  events: 'EventBridge',
  lambda: 'Lambda',
  secretsmanager: 'Secrets Manager',
  slack: 'Slack',
  teams: 'Teams',
  entra: 'Entra ID',
} as const;

export type Service = keyof typeof SERVICES;

/** What can be wrong with a service, and what the proxy does then. */
export const FAULTS = {
  hang: 'no answer comes until the fault ends, and the service does not get the request',
  reset: 'the connection is closed before the service gets the request',
  lost: 'the service does what was asked, but the connection is closed before its answer comes',
  throttle: 'the service refuses for now (Slack and Teams: 429 with `Retry-After: 1`)',
  deny: 'the service refuses the permission (Slack: `invalid_auth`; Teams: 401; Entra ID: the client secret has expired)',
  garbage: 'a web page comes in place of the answer, with status 200',
  slow: 'the service does what was asked, and its answer comes after 2 seconds (only Teams)',
  'HTTP 403': 'the app was removed from the team (only Teams)',
  'HTTP 404': 'the channel is gone (only Teams)',
  'HTTP 412': 'another change of the conversation came in between (only Teams)',
  'HTTP 500': 'the service fails (only Teams)',
  'HTTP 502': 'a gateway fails (only Teams)',
  'HTTP 504': 'a gateway waits too long (only Teams)',
} as const;

export type Fault = keyof typeof FAULTS;

const ALL = Object.keys(FAULTS) as Fault[];
const OF_TEAMS: ReadonlySet<Fault> = new Set([
  'slow',
  'HTTP 403',
  'HTTP 404',
  'HTTP 412',
  'HTTP 500',
  'HTTP 502',
  'HTTP 504',
]);

/** How a service can fail. */
export function faultsOf(service: Service): readonly Fault[] {
  return service === 'teams' ? ALL : ALL.filter((fault) => !OF_TEAMS.has(fault));
}
