import { describe, expect, it } from 'vitest';
import type { LogLine } from '../src/log.ts';
import { measure } from '../src/metrics.ts';

const one = (name: string, by: object = {}) => [{ name, unit: 'Count', value: 1, by }];

describe('a line counts as', () => {
  it.each<[string, LogLine, unknown]>([
    [
      'a decision in Slack',
      { event: 'slack', outcome: 'accepted', decided: { via: 'slack', action: 'approve' } },
      one('Decisions', { via: 'slack', action: 'approve' }),
    ],
    [
      'a decision by a link',
      { event: 'respond', outcome: 'accepted', decided: { via: 'email', action: 'reject' } },
      one('Decisions', { via: 'email', action: 'reject' }),
    ],
    [
      'a refusal',
      { event: 'respond', outcome: 'ExpiredPayload' },
      one('Refusals', { code: 'ExpiredPayload' }),
    ],
    [
      'a refusal to create URLs',
      { event: 'create_urls', outcome: 'InvalidJSON' },
      one('Refusals', { code: 'InvalidJSON' }),
    ],
    [
      'a service error',
      { level: 'error', event: 'respond', outcome: 'ServiceError' },
      [...one('Refusals', { code: 'ServiceError' }), ...one('ServiceErrors')],
    ],
    [
      'a task that the deployment may not complete',
      { level: 'error', event: 'respond', outcome: 'NotPermitted' },
      [...one('Refusals', { code: 'NotPermitted' }), ...one('ServiceErrors')],
    ],
    [
      'links that were withheld, because a subscription is wrong',
      { level: 'error', event: 'links_withheld', subscriptions: ['1'] },
      one('LinksWithheld'),
    ],
    [
      'records of a history that another program wrote',
      { level: 'warn', event: 'record_ignored', execution: 'Release:one', records: 3 },
      [{ name: 'IgnoredRecords', unit: 'Count', value: 3, by: {} }],
    ],
    [
      'a mail that was not sent',
      { level: 'error', event: 'ask_failed', surface: 'email' },
      one('DeliveryFailures', { surface: 'email' }),
    ],
    [
      'a message that was not updated',
      { level: 'error', event: 'update_failed' },
      one('DeliveryFailures', { surface: 'slack' }),
    ],
    [
      'a time to decision',
      { event: 'announce_decision', status: 'approved', waited_ms: 90_000 },
      [{ name: 'TimeToDecision', unit: 'Seconds', value: 90, by: {} }],
    ],
  ])('%s', (_, line, expected) => {
    expect(measure(line)).toEqual(expected);
  });

  it.each<LogLine>([
    { event: 'respond', outcome: 'asked' },
    { event: 'respond', outcome: 'accepted', heartbeat: true },
    { event: 'announce_decision', status: 'expired' },
    { level: 'warn', event: 'rate_limited' },
    { level: 'error', event: 'bolt', text: 'An unhandled error occurred' },
    { level: 'warn', event: 'history_failed' },
    { level: 'warn', event: 'permalink_failed' },
    { level: 'warn', event: 'home_incomplete' },
  ])('nothing: %j', (line) => {
    expect(measure(line)).toEqual([]);
  });
});
