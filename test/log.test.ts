import { expect, test } from 'vitest';
import { Refusal } from '../src/callback/errors.ts';
import { formatLine } from '../src/log.ts';

const AT = new Date('2026-11-24T09:30:00Z');

test('a line is one JSON object with its time and level', () => {
  expect(JSON.parse(formatLine({ event: 'asked', surfaces: ['email'] }, AT))).toEqual({
    timestamp: '2026-11-24T09:30:00.000Z',
    level: 'info',
    event: 'asked',
    surfaces: ['email'],
  });
});

test('an error has its name, its message and its cause', () => {
  const error = new Refusal('InvalidPayload', 'not ours', { cause: new TypeError('bad tag') });

  expect(JSON.parse(formatLine({ level: 'error', event: 'respond', error }, AT)).error).toEqual({
    name: 'InvalidPayload',
    message: 'not ours',
    cause: { name: 'TypeError', message: 'bad tag' },
  });
});

test('a thrown value that is not an error is logged as a message', () => {
  expect(JSON.parse(formatLine({ event: 'x', error: 'broken' }, AT)).error).toEqual({ message: 'broken' });
});
