import { expect, test } from 'vitest';
import { TEAMS_WEBHOOK } from '../../src/teams/names.ts';
import { APPROVAL, createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const LINK_IN_TEAMS = { ...APPROVAL, surface: TEAMS_WEBHOOK };

test.each([
  ['en', 'in Teams'],
  ['de', 'in Teams'],
  ['zh', '在 Teams 中'],
])('a decision by a link of the webhook is shown as made in Teams (%s)', async (locale, where) => {
  const world = createRespondWorld();
  const { approve = '', reject = '' } = await world.urls({ ...LINK_IN_TEAMS, locale });

  expect((await world.send(approve, { headers: HTML })).body).toContain('<form method="post"');
  expect(world.workflow.completed).toEqual([]);
  await world.send(approve, { method: 'POST', headers: { ...FORM, ...HTML } });
  expect(world.workflow.completed).toMatchObject([
    { outcome: { output: { decision: { via: TEAMS_WEBHOOK } } } },
  ]);

  const late = await world.send(reject, { headers: HTML });
  expect(late.body).toContain(where);
});
