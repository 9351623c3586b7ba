import { describe, expect, test } from 'vitest';
import { findTask } from '../../src/approval/history.ts';
import { messageOn, messagesOf } from '../../src/approval/messages.ts';
import { recordedHistory } from '../support/histories.ts';

describe('the messages about a request', () => {
  const task = findTask(recordedHistory('waiting'));

  test('are where request-approval said', () => {
    expect(messagesOf(task)).toEqual({
      email: { message_id: 'mail-1795521603.000100' },
      slack: { channel: 'C012', ts: '1795521603.000100' },
    });
  });

  test('are found by surface', () => {
    expect(messageOn('slack', task)).toEqual({ channel: 'C012', ts: '1795521603.000100' });
    expect(messageOn('teams', task)).toBeUndefined();
  });
});

test.each([
  ['without a task', undefined],
  ['while nobody was asked', {}],
  ['where the data is left out', findTask(recordedHistory('without-data'))],
  ['of another program', { submitted: { notified: 1 } }],
  ['of another program that calls something messages', { submitted: { messages: 'none' } }],
  ['of a task that returned a text', { submitted: 'queued' }],
])('There are no messages %s', (_, task) => {
  expect(messagesOf(task)).toBeUndefined();
  expect(messageOn('slack', task)).toBeUndefined();
});
