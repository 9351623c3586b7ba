import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';

describe('the defaults of requests', () => {
  it('are read', () => {
    const settings = readSettings({
      remindAfter: '4h',
      remindEvery: '1d',
      escalateAfter: '2d',
      escalateTo: ' boss@example.com, S0123456789,',
    });
    expect(settings.remind).toEqual({ after: '4h', every: '1d', beforeExpiry: undefined });
    expect(settings.escalate).toEqual({ after: '2d', to: ['boss@example.com', 'S0123456789'] });
  });

  it.each([
    [{ remindAfter: '4' }, 'remindAfter=4 must be a duration of at most a year, such as 30m, 4h or 2d.'],
    [{ remindAfter: '0h' }, 'must be a duration'],
    [{ remindAfter: '367d' }, 'must be a duration of at most a year'],
    [{ remindAfter: '4h', remindEvery: '9s' }, 'remindEvery=9s must be at least 10s.'],
    [{ remindEvery: '1d' }, 'remindEvery=… needs remindAfter=…'],
    [{ remindBeforeExpiry: '1h' }, 'remindBeforeExpiry=… needs remindAfter=…'],
    [{ escalateAfter: '1d' }, 'escalateAfter=… and escalateTo=… need each other'],
    [{ escalateTo: 'boss@example.com' }, 'escalateAfter=… and escalateTo=… need each other'],
    [{ escalateAfter: '1d', escalateTo: '#ops' }, 'escalateTo=… contains "#ops"'],
    [
      {
        escalateAfter: '1d',
        escalateTo: Array.from({ length: 21 }, (_, index) => `a${index}@example.com`).join(','),
      },
      'has 21 entries; the maximum is 20',
    ],
    [
      {
        escalateAfter: '1d',
        escalateTo: 'boss@example.com',
        createUrlsFunction: 'arn:aws:lambda:eu-central-1:123456789012:function:CreateUrls',
      },
      'escalateTo=… cannot be combined with createUrlsFunction=…',
    ],
  ])('%j are refused', (context, message) => {
    expect(() => readSettings(context)).toThrow(TypeError);
    expect(() => readSettings(context)).toThrow(message);
  });
});
