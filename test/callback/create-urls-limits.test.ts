import { describe, expect, test } from 'vitest';
import { createRecordingMinter } from '../support/recording-minter.ts';

const features = { outputParameters: true, postActions: true };
const { mint } = createRecordingMinter({ features });

const mintAction = (action: object) => mint({ token: 'AAAA', actions: [action] });
const post = (outcome: object) => ({
  name: 'hook',
  type: 'post',
  outcomes: [{ name: 'done', schema: {}, ...outcome }],
});

describe('when URLs are created,', () => {
  test.each([
    ['an output of 262,144 bytes', { name: 'go', type: 'success', output: 'x'.repeat(262_142) }],
    ['an error of 256 characters', { name: 'no', type: 'failure', error: 'x'.repeat(256) }],
    ['a cause of 32,768 characters', { name: 'no', type: 'failure', cause: 'x'.repeat(32_768) }],
    ['a post action’s output of 262,144 bytes', post({ type: 'success', output: 'x'.repeat(262_142) })],
    ['a post action’s error of 256 characters', post({ type: 'failure', error: 'x'.repeat(256) })],
    ['a post action’s cause of 32,768 characters', post({ type: 'failure', cause: 'x'.repeat(32_768) })],
  ])('%s is accepted', async (_, action) => {
    expect((await mintAction(action)).urls).toHaveProperty(action.name);
  });

  test.each([
    [
      'an output',
      { name: 'go', type: 'success', output: 'secret'.repeat(50_000) },
      'The output of the action go has 300002 bytes; the maximum is 262144.',
    ],
    [
      'an error',
      { name: 'no', type: 'failure', error: `${'secret'.repeat(42)}12345` },
      'The error of the action no has 257 characters; the maximum is 256.',
    ],
    [
      'a cause',
      { name: 'no', type: 'failure', cause: `${'secret'.repeat(5_461)}123` },
      'The cause of the action no has 32769 characters; the maximum is 32768.',
    ],
    [
      'a post action’s output',
      post({ type: 'success', output: 'secret'.repeat(50_000) }),
      'The output of the action hook.done has 300002 bytes; the maximum is 262144.',
    ],
    [
      'a post action’s error',
      post({ type: 'failure', error: 'secret'.repeat(50) }),
      'The error of the action hook.done has 300 characters; the maximum is 256.',
    ],
    [
      'a post action’s cause',
      post({ type: 'failure', cause: 'secret'.repeat(6_000), error_path: '$' }),
      'The cause of the action hook.done has 36000 characters; the maximum is 32768.',
    ],
  ])(
    'a longer value is refused as InvalidAction, and the message does not contain the value: %s',
    async (_, action, message) => {
      const error = await mintAction(action).catch((reason: Error) => reason);
      expect(error).toMatchObject({ code: 'InvalidAction', message });
      expect(JSON.stringify(error)).not.toContain('secret');
    },
  );
});
