import { describe, expect, it } from 'vitest';
import { BEN, CLEO } from '../support/teams-fake-connector.ts';
import { startTeamsSurface } from '../support/teams-surface.ts';

const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;

describe('the people behind an approver', () => {
  it.each([
    { title: 'an id of a member', approver: aad(BEN), people: ['ben@example.com'] },
    { title: 'the address of a member', approver: 'BEN@example.com', people: ['ben@example.com'] },
    { title: 'the name to sign in of a member', approver: 'b.ito@example.com', people: ['ben@example.com'] },
    { title: 'an id of another person', approver: aad(CLEO), people: [aad(CLEO)] },
    { title: 'an address of another person', approver: 'zoe@else.example', people: undefined },
    { title: 'an id of Slack', approver: 'U0123456789', people: undefined },
  ])('are known for $title', async ({ approver, people }) => {
    const { surface } = await startTeamsSurface();
    expect(await surface.peopleBehind?.(approver)).toEqual(people);
  });

  it('cannot be told if Teams does not answer', async () => {
    const { fake, surface } = await startTeamsSurface();
    fake.fail('GET members', { status: 500 }, { status: 500 });
    expect(await surface.peopleBehind?.(aad(BEN))).toBe('cannot tell');
  });
});
