import { SlackError, WebAPIRateLimitedError } from '@slack/web-api';
import { RepeatableError } from '../approval/repeatable.ts';
import { wasRefused } from '../connection.ts';
import { errorCodeOf } from './slack-error.ts';

/** Slack's codes for errors of its own, after which it may have done what was asked (Slack: "chat.postMessage", errors). */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);
const BUSY: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** Whether Slack may have done what was asked, although the call failed. */
export function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof SlackError) || isBusy(error) || wasRefused(error)) return false;
  const code = errorCodeOf(error);
  return code === undefined || UNCERTAIN.has(code);
}

/** A RepeatableError if Slack did not take the message, and may take it later; otherwise the same error. */
export function repeatableIfUnsent(error: unknown): unknown {
  return isBusy(error) || wasRefused(error) ? repeatable(error) : error;
}

/** The same for a message that does no harm if it is there twice, so that Slack may also have taken it. */
export function repeatableInAnyCase(error: unknown): unknown {
  return mayHaveArrived(error) ? repeatable(error) : repeatableIfUnsent(error);
}

function repeatable(cause: unknown): RepeatableError {
  return new RepeatableError('Slack did not answer, or was busy.', { cause, isBusy: isBusy(cause) });
}

function isBusy(error: unknown): boolean {
  return error instanceof WebAPIRateLimitedError || BUSY.has(errorCodeOf(error) ?? '');
}
