import { AwsError } from '../../local/aws/protocol/aws-error.ts';
import { jsonError } from '../../local/aws/protocol/aws-json.ts';
import { isQueryRequest, queryError } from '../../local/aws/protocol/aws-query.ts';
import type { HttpReply, HttpRequest } from '../../local/aws/protocol/http.ts';
import type { Service } from './services.ts';

/** Faults that are an answer. */
export const ANSWERS = ['throttle', 'deny', 'garbage'] as const;

/** Creates the wrong answer of a service, in the format of its protocol. */
export function faultAnswer(
  fault: (typeof ANSWERS)[number],
  service: Service,
  request: HttpRequest,
): HttpReply {
  if (fault === 'garbage') return { status: 200, headers: { 'content-type': 'text/html' }, body: GARBAGE };
  if (service === 'slack') return SLACK[fault];
  const error = AWS[fault](service);
  return isQueryRequest(request) ? queryError(error, 'fault') : jsonError(request, error);
}

/** What a proxy in a company, or a captive portal, answers in place of the service. */
const GARBAGE = '<!doctype html><title>Welcome</title>';

/** Slack: "Rate limits", and the errors of every method. */
const SLACK: Readonly<Record<'throttle' | 'deny', HttpReply>> = {
  throttle: slackReply(429, 'ratelimited', { 'retry-after': '1' }),
  deny: slackReply(200, 'invalid_auth'),
};

function slackReply(status: number, error: string, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ok: false, error }),
  };
}

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
