import { expect, test } from 'vitest';
import { assertFits, type Sendable } from '../../src/callback/limits.ts';

/** A text that is 262,144 bytes as JSON, in a third as many characters. */
const LONGEST_OUTPUT = `${'€'.repeat(87_380)}xx`;

const fits = (action: Sendable) => assertFits(action, 'InvalidAction');

function refusal(message: string) {
  return expect.objectContaining({ code: 'InvalidAction', message });
}

test('An output may have 262,144 bytes as JSON, and not one more', () => {
  expect(Buffer.byteLength(JSON.stringify(LONGEST_OUTPUT))).toBe(262_144);

  expect(() => fits({ name: 'go', type: 'success', output: LONGEST_OUTPUT })).not.toThrow();
  expect(() => fits({ name: 'go', type: 'success', output: `${LONGEST_OUTPUT}x` })).toThrow(
    refusal('The output of the action go has 262145 bytes; the maximum is 262144.'),
  );
});

test('Bytes are counted, of the JSON as it is sent: escapes, keys and brackets too', () => {
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
])('An %s may have %i characters, however many bytes they are, and not one more', (member, limit) => {
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

test('The code is that of the caller', () => {
  const action: Sendable = { name: 'no', type: 'failure', error: 'x'.repeat(257) };
  expect(() => assertFits(action, 'OutputFormatting')).toThrow(
    expect.objectContaining({ code: 'OutputFormatting' }),
  );
});
