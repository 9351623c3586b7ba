import { expect, it } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import type { OpenLink } from '../../src/web/link.ts';
import { dataOf } from '../support/mangled-links.ts';
import { APPROVAL, createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const mangled = (url: string) =>
  `${url.replace(dataOf(url), (data) => `${data.slice(0, 70)}%0D%0A${data.slice(70)}.`).replaceAll('&', '&amp;')}).`;

it('a changed link shows its page, whose form posts the link as it was sent', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls();

  const { statusCode, body } = await world.send(mangled(approve), { headers: HTML });

  expect(statusCode).toBe(200);
  const [, action = ''] = /<form method="post" action="([^"]*)"/.exec(body) ?? [];
  const form = new URL(action.replaceAll('&amp;', '&'), approve);
  expect(form.searchParams.get('data')).toBe(dataOf(approve));
  expect((await world.send(form.href, { method: 'POST', headers: { ...HTML, ...FORM } })).statusCode).toBe(
    200,
  );
});

it('a changed link fills its output parameters with the values that the caller appended', async () => {
  const world = createRespondWorld();
  const url = await world.url(
    { name: 'done', type: 'success', output: { why: '$why' } },
    { enable_output_parameters: true },
  );

  await world.send(`${mangled(url)}&amp;why=too%20late%3D3D.`);

  expect(world.workflow.completed).toMatchObject([{ outcome: { output: { why: 'too late=3D.' } } }]);
});

it.each(['%20', '=', '%0A', '%E2%80%8B'])(
  'the payload of a button does not become a link with %s in it',
  async (filling) => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...APPROVAL, surface: 'slack', confirm: false });
    const url = approve.replace(/(?<=data=)[^&]*/, (data) => data + filling.repeat(3_000 / filling.length));

    const { statusCode, body } = await world.send(url);

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: 'InvalidPayload' });
    expect(world.workflow.completed).toEqual([]);
  },
);

it('while KMS does not answer, a changed link is not called invalid', async () => {
  const openLink: OpenLink = async (sealed) => {
    if (sealed === '3-x') throw new Refusal('InvalidPayload', 'not ours');
    throw new Error('ThrottlingException');
  };
  const world = createRespondWorld({ openLink });

  const { statusCode, body } = await world.send('https://example.com/prod/respond?data=3-x&data=3-y');

  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toMatchObject({
    error: 'ServiceError',
    message: expect.stringContaining('Open the link again'),
  });
});
