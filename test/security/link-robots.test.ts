import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLink } from '../../src/local/demo/visitor.ts';
import { startTestStack } from '../local/support/test-stack.ts';
import { FORM_ROBOTS, ROBOTS, type Robot } from '../support/link-robots.ts';

/** Starts an approval, and returns the links of its mail. */
async function ask(input: object, env: Readonly<Record<string, string>> = {}) {
  const { stack, startExecution, until } = await startTestStack({ env });
  await startExecution({ name: 'Release 1.2', ...input });
  const { message } = await until('the mail', () => stack.emails()[0]);
  const links = message.match(/^http\S+$/gm) ?? [];
  expect(links).toHaveLength(2);
  const status = () => stack.executions()[0]?.status;
  return { links, status, until };
}

function visit(url: string, { method, headers, body }: Robot): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });
}

test('no program that opens the links decides, in any order, twice, and at once', async () => {
  const { links, status } = await ask({});
  const visits = fc.array(fc.tuple(fc.constantFrom(...ROBOTS), fc.constantFrom(...links)), {
    minLength: 1,
    maxLength: 12,
  });

  await fc.assert(
    fc.asyncProperty(visits, fc.boolean(), async (all, atOnce) => {
      if (atOnce) await Promise.all(all.map(([robot, link]) => visit(link, robot)));
      else for (const [robot, link] of all) await visit(link, robot);
      expect(status()).toBe('RUNNING');
    }),
    { numRuns: 25 },
  );
  for (const robot of [...ROBOTS, ...ROBOTS]) {
    for (const link of links) await visit(link, robot);
  }
  expect(status()).toBe('RUNNING');
  expect(await openLink(links[0] ?? '')).toContain('Release 1.2');
});

test.each([{}, { ONE_CLICK_EMAIL: 'true' }])(
  'no program that opens a link, or posts to it, gives an answer that asks for inputs: %j',
  async (env) => {
    const inputs = [{ name: 'why', label: 'Why', type: 'text' }];
    const actions = [
      { name: 'grant', label: 'Grant', outcome: 'approve' },
      { name: 'ask', label: 'Ask', outcome: 'other' },
    ];
    const { links, status, until } = await ask({ actions, inputs }, env);

    for (const robot of [...ROBOTS, ...FORM_ROBOTS]) {
      for (const link of links) await visit(link, robot);
    }
    expect(status()).toBe('RUNNING');

    const [grant = ''] = links;
    expect(await openLink(grant)).toContain('Why (optional)');
    await fetch(grant, { method: 'POST', body: new URLSearchParams({ 'input.why': '' }) });
    expect(await until('the end', () => status() !== 'RUNNING' && status())).toBe('SUCCEEDED');
  },
);

test.each([
  { input: { confirm: 'typed' }, env: {} },
  { input: {}, env: { CONFIRM: 'typed' } },
])(
  'no program that submits the form decides a request that needs a typed text: $input $env',
  async ({ input, env }) => {
    const { links, status, until } = await ask(input, env);

    for (const robot of [...ROBOTS, ...FORM_ROBOTS]) {
      for (const link of links) await visit(link, robot);
    }
    expect(status()).toBe('RUNNING');

    const [approve = ''] = links;
    expect(await openLink(approve)).toContain('To confirm, type “Release 1.2”');
    await fetch(approve, { method: 'POST', body: new URLSearchParams({ typed: ' release 1.2' }) });
    expect(await until('the end', () => status() !== 'RUNNING' && status())).toBe('SUCCEEDED');
  },
);
