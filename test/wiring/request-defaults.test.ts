import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request.ts';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { keptDefaults, requestDefaults } from '../../src/wiring/request-defaults.ts';

function read(env: Readonly<Record<string, string>>, input: object = {}) {
  const config = loadConfig(env, []);
  const defaults = { ...requestDefaults(config), ...keptDefaults(config) };
  return parseRequest({ name: 'Ben', ...input }, defaults, 'ApprovalEmails');
}

const ESCALATE = { ESCALATE_AFTER: '1d', ESCALATE_TO: 'boss@example.com, S0123456789' };

describe('the defaults of requests', () => {
  test('are none without variables', () => {
    expect(read({})).not.toHaveProperty('remind');
    expect(read({}).stages).toEqual([{ approvals: 1, rejections: 1 }]);
  });

  test('remind and escalate, unless the input says something else', () => {
    const env = { REMIND_AFTER: '4h', REMIND_EVERY: '1d', REMIND_BEFORE_EXPIRY: '2h', ...ESCALATE };
    expect(read(env)).toMatchObject({
      remind: { after: 14_400, every: 86_400, beforeExpiry: 7_200 },
      stages: [{ escalate: [{ after: 86_400, to: ['boss@example.com', 'S0123456789'] }] }],
    });
    const off = read(env, { remind: false, escalate: [] });
    expect(off).not.toHaveProperty('remind');
    expect(off.stages[0]).not.toHaveProperty('escalate');
  });

  test.each(['#ops', 'C0123456789', Array.from({ length: 21 }, (_, index) => `a${index}@b.example`).join()])(
    'are refused with ESCALATE_TO=%s, without its value',
    (to) => {
      const start = () => read({ ...ESCALATE, ESCALATE_TO: to });
      expect(start).toThrow(ConfigError);
      expect(start).toThrow('ESCALATE_TO must name at most 20 people or groups');
      expect(start).not.toThrow(to);
    },
  );

  test.each([
    [{ REMIND_AFTER: '4' }, 'REMIND_AFTER must be a duration, such as 30m, 4h or 2d.'],
    [{ REMIND_AFTER: '4h', REMIND_EVERY: '9s' }, 'REMIND_EVERY must be at least 10s.'],
    [{ REMIND_AFTER: '4h', REMIND_EVERY: '1w' }, 'REMIND_EVERY must be a duration'],
    [{ REMIND_AFTER: '4h', REMIND_BEFORE_EXPIRY: 'soon' }, 'REMIND_BEFORE_EXPIRY must be a duration'],
    [{ ...ESCALATE, ESCALATE_AFTER: '0d' }, 'ESCALATE_AFTER must be a duration'],
    [{ REMIND_EVERY: '1d' }, 'REMIND_EVERY needs REMIND_AFTER. Set both.'],
    [{ REMIND_BEFORE_EXPIRY: '1d' }, 'REMIND_BEFORE_EXPIRY needs REMIND_AFTER. Set both.'],
    [{ ESCALATE_AFTER: '1d' }, 'ESCALATE_AFTER needs ESCALATE_TO. Set both.'],
    [{ ESCALATE_TO: 'boss@example.com' }, 'ESCALATE_TO needs ESCALATE_AFTER. Set both.'],
    [
      { ...ESCALATE, CREATE_URLS_FUNCTION: 'create-urls' },
      'ESCALATE_TO cannot be combined with CREATE_URLS_FUNCTION',
    ],
  ])('are refused with %j', (env, message) => {
    expect(() => read(env)).toThrow(ConfigError);
    expect(() => read(env)).toThrow(`The environment variable ${message}`);
  });
});
