import { describe, expect, it } from 'vitest';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createRespondWorld, FORM, HTML, type RespondWorld, TRANSACTION_ID } from '../support/web-world.ts';

const GO = { name: 'go', type: 'success', output: { by: '$who' } };

const parameterized = (world: RespondWorld, action: object) =>
  world.url({ ...GO, ...action }, { enable_output_parameters: true });

/** The output that is sent after a GET of the link with this addition to its query. */
async function outputWith(query: string, output: unknown) {
  const world = createRespondWorld();
  const { statusCode } = await world.send(`${await parameterized(world, { output })}${query}`);
  expect(statusCode).toBe(200);
  const outcome = world.workflow.completed[0]?.outcome;
  return outcome?.type === 'success' ? outcome.output : undefined;
}

describe('a link with output parameters', () => {
  it('sends its output, filled from the query', async () => {
    expect(await outputWith('&who=ann', { by: '$who', costs: '5 $$' })).toEqual({ by: 'ann', costs: '5 $' });
  });

  it('fills error and cause of a failure', async () => {
    const world = createRespondWorld();
    const url = await parameterized(world, { type: 'failure', error: '$why', cause: 'by $who' });

    await world.send(`${url}&who=ann&why=Late`);

    expect(world.workflow.completed).toEqual([
      { token: TASK_TOKEN, outcome: { type: 'failure', error: 'Late', cause: 'by ann' } },
    ]);
  });

  it.each([
    {
      title: 'the action and its type are parameters too',
      query: '',
      output: '$action $type',
      expected: 'go success',
    },
    {
      title: 'the last value of a repeated parameter counts',
      query: '&who=ann&who=ben',
      output: '$who',
      expected: 'ben',
    },
    {
      title: 'values are decoded once',
      query: '&who=a%26b%2541+%C3%A9',
      output: '$who',
      expected: 'a&b%41 é',
    },
    { title: 'an empty value is a value', query: '&who=', output: '[$who]', expected: '[]' },
    { title: 'a value is not filled again', query: '&who=%24action', output: '$who', expected: '$action' },
    { title: 'other parameters are ignored', query: '&x=1&confirm=true', output: 'fixed', expected: 'fixed' },
  ])('$title', async ({ query, output, expected }) => {
    expect(await outputWith(query, output)).toBe(expected);
  });

  it.each([
    { title: 'a parameter is missing', output: '$who', query: '' },
    { title: 'a placeholder is malformed', output: '5 $', query: '&who=ann' },
    { title: 'the output uses data, which is not a parameter', output: '$data', query: '' },
    { title: 'the output becomes too long', output: '$who', query: `&who=${'x'.repeat(262_143)}` },
  ])('is refused as OutputFormatting when $title, and nothing is sent', async ({ output, query }) => {
    const world = createRespondWorld();

    const { statusCode, body } = await world.send(`${await parameterized(world, { output })}${query}`);

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ transaction_id: TRANSACTION_ID, error: 'OutputFormatting' });
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines).toMatchObject([{ status: 400, outcome: 'OutputFormatting' }]);
  });

  it('is refused as ParametersDisabled when the deployment does not enable output parameters', async () => {
    const world = createRespondWorld({ features: { outputParameters: false, postActions: true } });

    const { statusCode, body } = await world.send(`${await parameterized(world, GO)}&who=ann`);

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: 'ParametersDisabled' });
    expect(world.workflow.completed).toEqual([]);
  });

  it('logs no parameter', async () => {
    const world = createRespondWorld();

    await world.send(`${await parameterized(world, GO)}&who=ann-the-secret`);

    expect(world.logged()).not.toContain('ann-the-secret');
  });
});

it('a link without output parameters is not filled', async () => {
  const world = createRespondWorld();

  await world.send(`${await world.url(GO)}&who=ann`);

  expect(world.workflow.completed).toMatchObject([{ outcome: { output: { by: '$who' } } }]);
});

describe('with confirm', () => {
  it('the form of the page keeps the parameters, and its POST uses them', async () => {
    const world = createRespondWorld();
    const url = `${await parameterized(world, { confirm: true })}&who=%22ann%22+%26+co`;

    const { statusCode, body } = await world.send(url, { headers: HTML });
    expect(statusCode).toBe(200);
    expect(world.workflow.completed).toEqual([]);

    const action = /<form method="post" action="([^"]+)">/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    await world.send(new URL(action, url).href, { method: 'POST', headers: FORM });
    expect(world.workflow.completed).toMatchObject([{ outcome: { output: { by: '"ann" & co' } } }]);
  });

  it.each(['GET', 'HEAD', 'POST'])(
    'a link with a missing parameter is refused before the confirmation (%s)',
    async (method) => {
      const world = createRespondWorld();

      const { statusCode, body } = await world.send(await parameterized(world, { confirm: true }), {
        method,
        headers: HTML,
      });

      expect(statusCode).toBe(400);
      expect(body).not.toContain('<form');
      expect(world.lines).toMatchObject([{ outcome: 'OutputFormatting' }]);
      expect(world.workflow.completed).toEqual([]);
    },
  );

  it('the body of the form does not set parameters', async () => {
    const world = createRespondWorld();
    const url = `${await parameterized(world, { confirm: true })}&who=ann`;

    await world.send(url, { method: 'POST', headers: FORM, body: 'who=mallory' });

    expect(world.workflow.completed).toMatchObject([{ outcome: { output: { by: 'ann' } } }]);
  });
});
