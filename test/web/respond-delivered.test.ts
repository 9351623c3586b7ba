import { expect, it } from 'vitest';
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
