import { expect, test } from 'vitest';
import { assertFits, type Sendable } from '../../src/callback/limits.ts';

/** A text that has 262,144 bytes as JSON, and about a third as many characters. */
const LONGEST_OUTPUT = `${'€'.repeat(87_380)}xx`;

const fits = (action: Sendable) => assertFits(action, 'InvalidAction');

function refusal(message: string) {
  return expect.objectContaining({ code: 'InvalidAction', message });
}

test('An output can have 262,144 bytes as JSON, and no more', () => {
  expect(Buffer.byteLength(JSON.stringify(LONGEST_OUTPUT))).toBe(262_144);

  expect(() => fits({ name: 'go', type: 'success', output: LONGEST_OUTPUT })).not.toThrow();
  expect(() => fits({ name: 'go', type: 'success', output: `${LONGEST_OUTPUT}x` })).toThrow(
    refusal('The output of the action go has 262145 bytes; the maximum is 262144.'),
  );
});

test('The limit counts the bytes of the sent JSON, with escapes, keys and brackets', () => {
  expect(() => fits({ name: 'go', type: 'success', output: '\n'.repeat(131_071) })).not.toThrow();
  expect(() => fits({ name: 'go', type: 'success', output: '\n'.repeat(131_072) })).toThrow(
    refusal('The output of the action go has 262146 bytes; the maximum is 262144.'),
  );
  expect(() => fits({ name: 'go', type: 'success', output: { k: [LONGEST_OUTPUT] } })).toThrow(
    refusal('The output of the action go has 262152 bytes; the maximum is 262144.'),
  );
});

test.each([
  ['error', 256],
  ['cause', 32_768],
])('The %s can have %i characters, of any number of bytes, and no more', (member, limit) => {
  const failing = (text: string): Sendable => ({ name: 'no', type: 'failure', [member]: text });

  expect(() => fits(failing('€'.repeat(limit)))).not.toThrow();
  expect(() => fits(failing('x'.repeat(limit + 1)))).toThrow(
    refusal(`The ${member} of the action no has ${limit + 1} characters; the maximum is ${limit}.`),
  );
});

test('A failure without error and cause fits, and so does a heartbeat', () => {
  expect(() => fits({ name: 'no', type: 'failure' })).not.toThrow();
  expect(() => fits({ name: 'ping', type: 'heartbeat' })).not.toThrow();
});

test('The refusal has the code that the caller gives', () => {
  const action: Sendable = { name: 'no', type: 'failure', error: 'x'.repeat(257) };
  expect(() => assertFits(action, 'OutputFormatting')).toThrow(
    expect.objectContaining({ code: 'OutputFormatting' }),
  );
});
