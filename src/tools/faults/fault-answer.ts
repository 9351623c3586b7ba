import { AwsError } from '../../local/aws/protocol/aws-error.ts';
import { jsonError } from '../../local/aws/protocol/aws-json.ts';
import { isQueryRequest, queryError } from '../../local/aws/protocol/aws-query.ts';
import type { HttpReply, HttpRequest } from '../../local/aws/protocol/http.ts';
import type { Service } from './services.ts';

/** Faults that are an answer. */
export const ANSWERS = [
  'throttle',
  'deny',
  'garbage',
  'HTTP 403',
  'HTTP 404',
  'HTTP 412',
  'HTTP 500',
  'HTTP 502',
  'HTTP 504',
] as const;

type Answer = (typeof ANSWERS)[number];

/** Creates the wrong answer of a service, in the format of its protocol. */
export function faultAnswer(fault: Answer, service: Service, request: HttpRequest): HttpReply {
  if (fault === 'garbage') return { status: 200, headers: { 'content-type': 'text/html' }, body: GARBAGE };
  if (service === 'teams') return TEAMS[fault];
  if (fault !== 'throttle' && fault !== 'deny') throw new TypeError(`${service} has no fault ${fault}`);
  if (service === 'slack') return SLACK[fault];
  if (service === 'entra') return ENTRA[fault];
  const error = AWS[fault](service);
  return isQueryRequest(request) ? queryError(request, error, 'fault') : jsonError(request, error);
}

/** What a proxy in a company, or a captive portal, answers in place of the service. */
const GARBAGE = '<!doctype html><title>Welcome</title>';

const RETRY_AFTER = { 'retry-after': '1' };

/** Slack: "Rate limits", and the errors of every method. */
const SLACK: Readonly<Record<'throttle' | 'deny', HttpReply>> = {
  throttle: json(429, { ok: false, error: 'ratelimited' }, RETRY_AFTER),
  deny: json(200, { ok: false, error: 'invalid_auth' }),
};

function json(status: number, body: object, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Teams: "Status codes from bot conversational APIs". */
const TEAMS: Readonly<Record<Exclude<Answer, 'garbage'>, HttpReply>> = {
  throttle: json(429, { error: { code: 'Throttled', message: 'Too many requests.' } }, RETRY_AFTER),
  deny: json(401, { message: 'Authorization has been denied for this request.' }),
  'HTTP 403': teamsReply(403, 'BotNotInConversationRoster'),
  'HTTP 404': teamsReply(404, 'ConversationNotFound'),
  'HTTP 412': teamsReply(412, 'PreconditionFailed'),
  'HTTP 500': teamsReply(500, 'ServiceError'),
  'HTTP 502': teamsReply(502, 'BadGateway'),
  'HTTP 504': teamsReply(504, 'GatewayTimeout'),
};

function teamsReply(status: number, code: string): HttpReply {
  return json(status, { error: { code, message: 'Internal Server Error' } });
}

/** Microsoft Entra: "Authentication and authorization error codes". */
const ENTRA: Readonly<Record<'throttle' | 'deny', HttpReply>> = {
  throttle: json(429, { error: 'temporarily_unavailable', error_codes: [90055] }, RETRY_AFTER),
  deny: json(401, { error: 'invalid_client', error_codes: [7000222] }),
};

/** The common errors of each service's API reference. */
const AWS: Readonly<Record<'throttle' | 'deny', (service: Service) => AwsError>> = {
  throttle(service) {
    if (service === 'sns') return new AwsError('Throttled', 'Rate exceeded', 429);
    if (service === 'lambda') return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    return new AwsError('ThrottlingException', 'Rate exceeded');
  },
  deny(service) {
    const message = 'User: arn:aws:sts::123456789012:assumed-role/function is not authorized';
    if (service === 'sns') return new AwsError('AuthorizationError', message, 403);
    return new AwsError('AccessDeniedException', message, service === 'lambda' ? 403 : 400);
  },
};
