import { describe, expect, it } from 'vitest';
import { isEmail } from '../../src/approval/people.ts';
import { mayDecide } from '../../src/approval/policy.ts';
import { createConnector } from '../../src/teams/connector.ts';
import { createTeamsPeople, personOf } from '../../src/teams/people.ts';
import { createIsServiceUrl } from '../../src/teams/service-url.ts';
import { TENANT_ID } from '../support/teams-authority.ts';
import {
  ANN,
  BEN,
  CHANNEL,
  CLEO,
  connectorOptions,
  GIL,
  startFakeConnector,
} from '../support/teams-fake-connector.ts';

async function startPeople() {
  const fake = await startFakeConnector();
  const clock = { now: 0 };
  const connector = createConnector({
    ...connectorOptions(fake),
    isServiceUrl: createIsServiceUrl(fake.serviceUrl),
    patience: 'interactive',
    log: () => undefined,
  });
  const of = createTeamsPeople(connector, () => clock.now);
  return { fake, clock, people: of.in({ service_url: fake.serviceUrl, conversation: CHANNEL }) };
}

const idOf = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;

describe('two descriptions of a person', () => {
  it.each([
    { title: 'the same object id', a: { id: idOf(ANN) }, b: { id: idOf(ANN) }, answer: 'yes' },
    { title: 'other object ids', a: { id: idOf(BEN) }, b: { id: idOf(ANN) }, answer: 'no' },
    { title: 'the e-mail address', a: { email: 'BEN@example.com' }, b: { id: idOf(BEN) }, answer: 'yes' },
    { title: 'the name to sign in', a: { email: 'b.ito@example.com' }, b: { id: idOf(BEN) }, answer: 'yes' },
    {
      title: 'the address of another member',
      a: { email: 'ann@example.com' },
      b: { id: idOf(BEN) },
      answer: 'no',
    },
    {
      title: 'the address of another member, who signs in otherwise',
      a: { email: 'ben@example.com' },
      b: { id: idOf(ANN) },
      answer: 'no',
    },
    {
      title: 'an address of no member',
      a: { email: 'x@example.com' },
      b: { id: idOf(BEN) },
      answer: 'cannot tell',
    },
    {
      title: 'a person who left',
      a: { email: 'x@example.com' },
      b: { id: idOf(CLEO) },
      answer: 'cannot tell',
    },
    {
      title: 'a Slack user with an address',
      a: { id: 'U0BEN0001', email: 'ben@example.com' },
      b: { id: idOf(BEN) },
      answer: 'yes',
    },
    {
      title: 'a Slack user without one',
      a: { id: 'U0BEN0001' },
      b: { id: idOf(BEN) },
      answer: 'cannot tell',
    },
    { title: 'two addresses', a: { email: 'a@example.com' }, b: { email: 'b@example.com' }, answer: 'no' },
  ])('$title: $answer', async ({ a, b, answer }) => {
    const { people } = await startPeople();

    expect(await people.isSame(a, b)).toBe(answer);
    expect(await people.isSame(b, a)).toBe(answer);
  });

  it('that cannot be compared are explained, by the address that no member has', async () => {
    const { people } = await startPeople();
    const explained = () => people.explainUnknown?.('x@example.com', 'en');

    expect(await explained()).toBeUndefined();
    await people.isSame({ email: 'x@example.com' }, { id: idOf(BEN) });

    expect(await explained()).toContain('No member of the team has the address x@example.com in Teams.');
    await people.isSame({ email: 'ann@example.com' }, { id: idOf(BEN) });
    expect(await people.explainUnknown?.('ann@example.com', 'en')).toBeUndefined();
  });

  it('cannot be compared while Teams does not answer', async () => {
    const { people, fake } = await startPeople();
    fake.fail('GET members', { status: 503 });

    await expect(people.isSame({ email: 'ann@example.com' }, { id: idOf(ANN) })).rejects.toThrow();
    expect(await people.isSame({ email: 'ann@example.com' }, { id: idOf(ANN) })).toBe('yes');
  });

  it('are looked up once a minute', async () => {
    const { people, fake, clock } = await startPeople();
    const ask = () => people.isSame({ email: 'ann@example.com' }, { id: idOf(ANN) });
    await ask();
    clock.now = 59_999;
    await ask();
    expect(fake.calls).toHaveLength(1);

    clock.now = 60_000;
    await ask();

    expect(fake.calls).toHaveLength(2);
  });
});

describe('the sender of an activity', () => {
  const sender = { id: ANN.id, name: 'ann', aadObjectId: ANN.aadObjectId.toUpperCase() };

  it('is known by the object id, and by the name that others see', () => {
    expect(personOf(sender, ANN, TENANT_ID)).toEqual({ id: idOf(ANN), name: 'Ann Lee' });
  });

  it.each([
    { title: 'a guest', member: GIL },
    {
      title: 'a guest by the name alone',
      member: { ...ANN, userPrincipalName: 'a_b.example#EXT#@c.example' },
    },
    {
      title: 'a person of another tenant',
      member: { ...ANN, tenantId: '00000000-0000-4000-8000-000000000000' },
    },
    { title: 'a person without a known tenant', member: { ...ANN, tenantId: undefined } },
    { title: 'a person who is no member', member: undefined },
  ])('may be of another organization: $title', ({ member }) => {
    const { tenantId, ...rest } = member ?? {};
    const known = member && { ...rest, id: member.id, ...(tenantId && { tenantId }) };

    expect(personOf(sender, known, TENANT_ID)).toMatchObject({ external: true });
  });

  it('without an object id cannot act', () => {
    expect(() => personOf({ ...sender, aadObjectId: undefined }, undefined, TENANT_ID)).toThrow(
      'Teams does not tell the object id of the person.',
    );
  });
});

it.each([
  { approvers: [idOf(GIL)], may: true },
  { approvers: [GIL.email ?? ''], may: false },
  { approvers: undefined, may: false },
])('a guest decides only if named by the object id: $approvers', async ({ approvers, may }) => {
  const { people } = await startPeople();
  const gil = personOf({ id: GIL.id, name: GIL.name, aadObjectId: GIL.aadObjectId }, GIL, TENANT_ID);

  expect(approvers?.every((one) => isEmail(one) || one.startsWith('aad:')) ?? true).toBe(true);
  expect(await mayDecide(approvers ? { approvers } : {}, gil, people)).toBe(may);
});
