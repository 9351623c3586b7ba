import { describe, expect, test } from 'vitest';
import { createRecordingMinter } from '../support/recording-minter.ts';

const approve = { name: 'approve', type: 'success', output: { by: '$who' } };
const reject = { name: 'reject', type: 'failure', cause: '$who rejected it' };
const hook = {
  name: 'hook',
  type: 'post',
  outcomes: [{ name: 'done', type: 'success', schema: {}, output_body: true }],
};
const request = (...actions: object[]) => ({ token: 'AAAA', actions });
const parameterized = (...actions: object[]) => ({ ...request(...actions), enable_output_parameters: true });

describe('output parameters', () => {
  test('are sealed when the request and the deployment enable them', async () => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: true, postActions: false },
    });
    await mint(parameterized(approve, reject));
    expect(sealed.map(({ outputParameters }) => outputParameters)).toEqual([true, true]);
  });

  test('are not sealed when the request does not enable them', async () => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: true, postActions: false },
    });
    await mint(request(approve));
    await mint({ ...request(approve), enable_output_parameters: false });
    expect(sealed).toHaveLength(2);
    for (const payload of sealed) expect(payload).not.toHaveProperty('outputParameters');
  });

  test('are refused as ParametersDisabled when the deployment does not enable them', async () => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: false, postActions: true },
    });
    await expect(mint(parameterized(approve))).rejects.toMatchObject({
      code: 'ParametersDisabled',
      message: 'The action approve has output parameters. This service does not allow them.',
    });
    await expect(mint(parameterized(hook, reject))).rejects.toMatchObject({ code: 'ParametersDisabled' });
    expect(sealed.map(({ action }) => action.name)).not.toContain('reject');
  });

  test('do not apply to post actions, so a request with only post actions is not refused', async () => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: false, postActions: true },
    });
    await mint(parameterized(hook));
    expect(sealed).toHaveLength(1);
    expect(sealed[0]).not.toHaveProperty('outputParameters');
  });

  test('are sealed for the other actions of a request with a post action', async () => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: true, postActions: true },
    });
    await mint(parameterized(hook, approve));
    expect(sealed.map(({ action, outputParameters }) => [action.name, outputParameters]).sort()).toEqual([
      ['approve', true],
      ['hook', undefined],
    ]);
  });

  test.each([
    'https://example.com/$who',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: callers use this syntax
    'https://example.com/${who}?by=$who#${who}',
    'https://$who.example.com/',
  ])('can be in a redirect: %s', async (redirect) => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: true, postActions: false },
    });
    await mint(parameterized({ ...approve, response: { redirect } }));
    expect(sealed[0]?.action.response).toEqual({ redirect });
  });
});

describe('post actions', () => {
  test('are refused as PostActionsDisabled when the deployment does not enable them', async () => {
    for (const features of [undefined, { outputParameters: true, postActions: false }]) {
      const { mint } = createRecordingMinter(features && { features });
      await expect(mint(request(approve, hook))).rejects.toMatchObject({
        code: 'PostActionsDisabled',
        message: 'The action hook is a post action. This service does not allow post actions.',
      });
    }
  });

  test('are sealed unchanged when the deployment enables them', async () => {
    const { mint, sealed } = createRecordingMinter({
      features: { outputParameters: false, postActions: true },
    });
    await mint(request(hook));
    expect(sealed[0]?.action).toStrictEqual(hook);
  });
});

test('Output parameters and post actions are disabled by default', async () => {
  const { mint } = createRecordingMinter();
  await expect(mint(parameterized(approve))).rejects.toMatchObject({ code: 'ParametersDisabled' });
  await expect(mint(request(hook))).rejects.toMatchObject({ code: 'PostActionsDisabled' });
});
