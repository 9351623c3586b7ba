import { describe, expect, test } from 'vitest';
import { createRecordingMinter } from '../support/recording-minter.ts';

const OUTPUTS = 'A success needs exactly one of output, output_body and output_path.';

const { mint } = createRecordingMinter({ features: { outputParameters: false, postActions: true } });

const success = { name: 'good', type: 'success', schema: {}, output: 1 };
const failure = { name: 'bad', type: 'failure', schema: {} };
const mintOutcomes = (...outcomes: unknown[]) =>
  mint({ token: 'AAAA', actions: [{ name: 'hook', type: 'post', outcomes }] });

const without = (outcome: object, member: string) => ({ ...outcome, [member]: undefined });

describe('an outcome is accepted with', () => {
  test.each([
    ['a fixed output', success],
    ['null as a fixed output', { ...success, output: null }],
    ['the body as its output', { name: 'good', type: 'success', schema: {}, output_body: true }],
    ['a path as its output', { name: 'good', type: 'success', schema: {}, output_path: '$.a' }],
    ['neither error nor cause', failure],
    ['a fixed error and cause', { ...failure, error: 'no', cause: 'why' }],
    ['a path for its error, and a fixed cause', { ...failure, error_path: '$.a', cause: 'why' }],
    ['a path for its cause, and a fixed error', { ...failure, error: 'no', cause_path: '$.a' }],
    ['no values, as a heartbeat', { name: 'ping', type: 'heartbeat', schema: { const: 1 } }],
    ['its own response', { ...success, response: { redirect: 'https://example.com/done', text: 'ok' } }],
  ])('%s', async (_, outcome) => {
    expect((await mintOutcomes(outcome)).urls.hook).toMatch(/\?data=.+&type=post&action=hook$/);
  });

  test('another outcome of the same type after it', async () => {
    expect((await mintOutcomes(success, { ...success, name: 'other' }, failure)).urls).toHaveProperty('hook');
  });
});

describe('an outcome is refused as InvalidJSON with', () => {
  test.each<[string, unknown, string]>([
    ['no schema', without(success, 'schema'), '#/actions/0/outcomes/0: '],
    ['a schema that is not an object', { ...success, schema: true }, '#/actions/0/outcomes/0/schema: '],
    ['no name', without(success, 'name'), '#/actions/0/outcomes/0: '],
    ['a name with a space', { ...success, name: 'a b' }, '#/actions/0/outcomes/0/name: '],
    ['no type', without(success, 'type'), '#/actions/0/outcomes/0: '],
    ['the type post', { ...success, type: 'post' }, '#/actions/0/outcomes/0/type: '],
    ['no output', without(success, 'output'), OUTPUTS],
    ['output and output_body', { ...success, output_body: true }, OUTPUTS],
    ['output and output_path', { ...success, output_path: '$' }, OUTPUTS],
    [
      'output_body and output_path',
      { ...without(success, 'output'), output_body: true, output_path: '$' },
      OUTPUTS,
    ],
    ['all of the outputs', { ...success, output_body: true, output_path: '$' }, OUTPUTS],
    ['output_body false and no other output', { ...without(success, 'output'), output_body: false }, OUTPUTS],
    [
      'an output_path that is not a text',
      { ...without(success, 'output'), output_path: 5 },
      '#/actions/0/outcomes/0/output_path: ',
    ],
    ['error and error_path', { ...failure, error: 'no', error_path: '$' }, 'an error or an error_path'],
    ['cause and cause_path', { ...failure, cause: 'no', cause_path: '$' }, 'a cause or a cause_path'],
    ['an error that is not a text', { ...failure, error: 5 }, '#/actions/0/outcomes/0/error: '],
    ['a text instead of an object', 'good', '#/actions/0/outcomes/0: '],
  ])('%s', async (_, outcome, where) => {
    const json = JSON.parse(JSON.stringify(outcome));
    await expect(mintOutcomes(json)).rejects.toMatchObject({
      code: 'InvalidJSON',
      message: expect.stringMatching(/^The input is not valid at #\/actions\/0\/outcomes\/0\S*: ./),
    });
    await expect(mintOutcomes(json)).rejects.toThrow(where);
  });

  test('its index in the message, also when it is not the first', async () => {
    await expect(mintOutcomes(success, failure, { name: 'x', type: 'success', schema: {} })).rejects.toThrow(
      `#/actions/0/outcomes/2: ${OUTPUTS}`,
    );
  });
});

test.each<[string, object]>([
  ['no list', {}],
  ['an empty list', { outcomes: [] }],
  ['an object', { outcomes: success }],
])('A post action needs outcomes: %s is refused as InvalidJSON', async (_, rest) => {
  await expect(
    mint({ token: 'AAAA', actions: [{ name: 'hook', type: 'post', ...rest }] }),
  ).rejects.toMatchObject({ code: 'InvalidJSON', message: expect.stringContaining('outcomes') });
});

test('The refusal of an invalid schema or path names the outcome', async () => {
  await expect(mintOutcomes(failure, { ...success, schema: { type: 'text' } })).rejects.toMatchObject({
    code: 'InvalidPostActionOutcome',
    message: expect.stringMatching(/^The schema of the outcome good of the action hook cannot be used: /),
  });
  await expect(mintOutcomes({ ...failure, cause_path: 'why' })).rejects.toMatchObject({
    code: 'InvalidJsonPath',
    message: 'A path of the outcome bad of the action hook is not a valid JSONPath (RFC 9535).',
  });
});
