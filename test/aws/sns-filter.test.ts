import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayPass, recipientAttributes } from '../../src/aws/sns-filter.ts';
import { parseFilterPolicy } from '../../src/local/aws/sns/filter-policy.ts';

const ANN = recipientAttributes('Ann@Example.com');
const passes = (policy: unknown) => mayPass({ FilterPolicy: JSON.stringify(policy) }, ANN);

describe('a mail to Ann', () => {
  test.each<[unknown]>([
    [{ to: ['bob@example.com'] }],
    [{ to: ['bob@example.com', { exists: false }] }],
    [{ to: [{ exists: false }] }],
    [{ to: [5, null, true] }],
    [{ team: ['a'] }],
    [{ team: ['a', { exists: true }] }],
    [{ to: ['ann@example.com'], team: ['a'] }],
  ])('surely does not pass %j', (policy) => {
    expect(passes(policy)).toBe(false);
  });

  test.each<[unknown]>([
    [{}],
    [{ to: ['ann@example.com'] }],
    [{ to: ['bob@example.com', 'ann@example.com'] }],
    [{ to: [{ exists: true }] }],
    [{ team: [{ exists: false }] }],
    [{ to: [{ 'anything-but': ['ann@example.com'] }] }],
    [{ to: [{ prefix: 'bob' }] }],
    [{ to: [{ suffix: '@other.example' }] }],
    [{ to: [{ 'equals-ignore-case': 'BOB@example.com' }] }],
    [{ to: [{ exists: false, prefix: 'x' }] }],
    [{ to: [{ exists: [false] }] }],
    [{ to: [{ new: 'operator' }, 'bob@example.com'] }],
    [{ team: [{ 'anything-but': ['a'] }] }],
    [{ $or: [{ to: ['bob@example.com'] }, { team: ['a'] }] }],
    [{ to: [] }],
    [{ to: 'bob@example.com' }],
    [{ to: { body: ['x'] } }],
    [[]],
    ['text'],
    [null],
  ])('may pass %j', (policy) => {
    expect(passes(policy)).toBe(true);
  });

  test('may pass where there is no policy, no JSON, or another scope', () => {
    expect(mayPass({}, ANN)).toBe(true);
    expect(mayPass({ FilterPolicy: '{' }, ANN)).toBe(true);
    const FilterPolicy = '{"to":["bob@example.com"]}';
    expect(mayPass({ FilterPolicy, FilterPolicyScope: 'MessageBody' }, ANN)).toBe(true);
    expect(mayPass({ FilterPolicy, FilterPolicyScope: 'MessageAttributes' }, ANN)).toBe(false);
  });
});

test('no mail reaches a subscription, as the embedded SNS filters, that was said not to get it', () => {
  const address = fc.constantFrom('ann@example.com', 'bob@example.com', 'Ann@Example.com');
  const condition = fc.oneof(
    address,
    fc.constantFrom(5, null, true),
    fc.record({ exists: fc.boolean() }),
    fc.record({ prefix: fc.constantFrom('ann', 'b') }),
    fc.record({ 'anything-but': fc.array(address, { minLength: 1 }) }),
  );
  const policy = fc.dictionary(
    fc.constantFrom('to', 'team'),
    fc.array(condition, { minLength: 1, maxLength: 4 }),
  );
  fc.assert(
    fc.property(policy, address, (rules, to) => {
      const text = JSON.stringify(rules);
      const attributes = recipientAttributes(to);
      const isDelivered = parseFilterPolicy(text)({ to: [attributes.to ?? ''] });
      if (isDelivered) expect(mayPass({ FilterPolicy: text }, attributes)).toBe(true);
    }),
  );
});
