import { expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { openLink, submitForm } from '../../src/local/demo/visitor.ts';
import { startTestStack } from './support/test-stack.ts';

const ALL_FEATURES = { ENABLE_POST_ACTIONS: 'true', ENABLE_OUTPUT_PARAMETERS: 'true' };
const HOOK = {
  name: 'hook',
  type: 'post',
  outcomes: [{ name: 'done', type: 'success', schema: { required: ['result'] }, output_body: true }],
};
const TEMPLATE = { name: 'go', type: 'success', output: { by: '$who' } };

/** Starts a stack with these settings, and an approval that waits for its decision. */
async function startWaiting(env: Environment) {
  const test = await startTestStack({ env });
  const { stack, postJson } = test;
  await test.startExecution({ name: 'Ben' });
  await test.until(
    'the task to wait',
    async () => (await test.getJson('/_local/executions'))[0]?.waitingStates[0],
  );
  const history = JSON.stringify(stack.executions()[0]?.history);
  const [, token = ''] = /\\"token\\":\\"([^"\\]+)/.exec(history) ?? [];
  return {
    ...test,
    approve: /^Approve:\n(\S+)$/m.exec(stack.emails()[0]?.message ?? '')?.[1] ?? '',
    /** Requests a URL for one action of the waiting task from `POST /urls`. */
    async mint(action: { name: string }, more: object = {}) {
      const response = await postJson('/urls', { token, actions: [action], ...more });
      const { urls, error } = (await response.json()) as { urls?: Record<string, string>; error?: string };
      return { status: response.status, error, url: urls?.[action.name] ?? '' };
    },
    /** Waits for the end of the execution, and returns the output of the task. */
    async output() {
      const { output } = await test.until('the end', () =>
        stack.executions().find(({ status }) => status === 'SUCCEEDED'),
      );
      return JSON.parse(output ?? '').output;
    },
  };
}

test('CREATE_URLS_FUNCTION: approvals get their links from that function', async () => {
  const { approve, lines, output } = await startWaiting({ CREATE_URLS_FUNCTION: 'create-urls' });

  expect(lines.filter(({ event }) => event === 'create_urls')).toMatchObject(
    ['Slack', 'Teams', 'e-mail'].map(() => ({ outcome: 'created', actions: ['approve', 'reject'] })),
  );
  expect(await submitForm(approve, await openLink(approve))).toContain('<h1>Approved</h1>');
  expect(await output()).toMatchObject({ name_in_output: 'Ben', decision: { via: 'email' } });
});

test('URL_FORMAT: approvals get working links in format 2', async () => {
  const { approve, output } = await startWaiting({ URL_FORMAT: '2' });

  expect(approve).toContain('/respond?data=2-');
  expect(await submitForm(approve, await openLink(approve))).toContain('<h1>Approved</h1>');
  expect(await output()).toMatchObject({ name_in_output: 'Ben', decision: { via: 'email' } });
});

test('ENABLE_POST_ACTIONS: the posted body becomes the output', async () => {
  const { mint, postJson, output } = await startWaiting(ALL_FEATURES);

  const { url } = await mint(HOOK);
  const response = await postJson(url, { result: 'good' });

  expect(response.status).toBe(200);
  expect(await output()).toEqual({ result: 'good' });
});

test('ENABLE_OUTPUT_PARAMETERS: the parameters of the URL fill the output', async () => {
  const { mint, output } = await startWaiting(ALL_FEATURES);

  const { url } = await mint(TEMPLATE, { enable_output_parameters: true });
  const response = await fetch(`${url}&who=Ann`);

  expect(response.status).toBe(200);
  expect(await output()).toEqual({ by: 'Ann' });
});

test('without these settings, a request for such URLs is refused', async () => {
  const { mint } = await startWaiting({});

  expect(await mint(HOOK)).toMatchObject({ status: 400, error: 'PostActionsDisabled' });
  expect(await mint(TEMPLATE, { enable_output_parameters: true })).toMatchObject({
    status: 400,
    error: 'ParametersDisabled',
  });
});
