import { expect, it } from 'vitest';
import { recordTelemetry } from './support/recorded-telemetry.ts';

it('A line names the deployment and the invocation', () => {
  const { logged } = recordTelemetry('Staging', [{ event: 'respond', status: 200, outcome: 'asked' }]);
  expect(logged).toMatchObject([
    {
      level: 'INFO',
      service: 'Staging',
      function_request_id: '11111111-2222-3333-4444-555555555555',
      event: 'respond',
      status: 200,
      outcome: 'asked',
    },
  ]);
});

it('An error is logged by name, message and cause, without its stack', () => {
  const error = new Error('outer', { cause: new TypeError('inner') });
  const { logged } = recordTelemetry('Staging', [{ level: 'error', event: 'history_failed', error }]);
  expect(logged).toMatchObject([
    {
      level: 'ERROR',
      cause: { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } },
    },
  ]);
  expect(JSON.stringify(logged)).not.toContain('telemetry.test.ts');
});

it('A metric is recorded for the deployment and for each of its dimensions', () => {
  const decided = { via: 'slack', action: 'approve' };
  const { metrics } = recordTelemetry('Staging', [{ event: 'slack', outcome: 'accepted', decided }]);
  const one = { namespace: 'Countersign', name: 'Decisions', unit: 'Count', value: 1 };
  expect(metrics.filter(({ name }) => name === 'Decisions')).toEqual([
    { ...one, dimensions: { service: 'Staging' } },
    { ...one, dimensions: { service: 'Staging', via: 'slack' } },
    { ...one, dimensions: { service: 'Staging', action: 'approve' } },
  ]);
});

it('A cold start is counted', () => {
  expect(recordTelemetry('Staging', []).metrics).toEqual([
    {
      namespace: 'Countersign',
      name: 'ColdStart',
      unit: 'Count',
      value: 1,
      dimensions: { service: 'Staging', function_name: 'Respond' },
    },
  ]);
});
