import { describe, expect, it } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval } from '../../src/approval/approval.ts';
import { ANN, BEN, CHANNEL, CLEO, type FakeMember, type TeamsCall } from '../support/teams-fake-connector.ts';
import { startTeamsSurface } from '../support/teams-surface.ts';
import { voteOf, withVotes } from '../support/votes.ts';

const BUTTONS = ['approve', 'reject'].map((action) => ({
  action,
  sealed: `sealed-${action}`,
  url: 'https://x',
}));
const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const THREAD = `${CHANNEL};messageid=1764000000001`;

const replies = (calls: readonly TeamsCall[]) => calls.filter(({ path }) => path.endsWith('/activities'));

describe('the people of the next stage', () => {
  const STAGES = {
    stages: [{ approvers: [aad(ANN)] }, { approvers: [BEN.email, aad(BEN), aad(CLEO)], approvals: 2 }],
  };

  it('are mentioned once below the card, and those who are not in the channel get the card', async () => {
    const { fake, surface } = await startTeamsSurface();
    const { reference: first } = await surface.show(withVotes([], STAGES), BUTTONS, undefined);
    expect(first).not.toHaveProperty('turn');
    fake.calls.length = 0;

    const { reference: second, notAsked } = await surface.show(
      withVotes([voteOf('Ann')], STAGES),
      BUTTONS,
      first,
    );

    expect(notAsked).toEqual([]);
    const [reply, copy] = replies(fake.called('POST'));
    expect(reply?.path).toBe(`/v3/conversations/${THREAD}/activities`);
    expect(reply?.body).toMatchObject({
      text: '<at>Ben Ito</at> It is your turn to decide: Approval for Ben',
      entities: [{ mentioned: { id: BEN.id } }],
    });
    expect(copy?.path).toBe(`/v3/conversations/a:${CLEO.id}/activities`);
    expect(JSON.stringify(copy?.body)).toContain('sealed-approve');
    expect(second).toMatchObject({ turn: 1, direct: [{ person: CLEO.aadObjectId }] });
    fake.calls.length = 0;

    const { reference: third } = await surface.show(
      withVotes([voteOf('Ann'), voteOf('Ben')], STAGES),
      BUTTONS,
      second,
    );

    expect(third).toEqual(second);
    expect(fake.called('POST').filter(({ path }) => path.endsWith('/activities'))).toEqual([]);
    expect(fake.called('PUT')).toHaveLength(2);
  });

  it('are told below their copy of the card if they have one', async () => {
    const { fake, surface } = await startTeamsSurface();
    const stages = [{ approvers: [aad(CLEO)] }, { approvers: [aad(CLEO)] }];
    const { reference } = await surface.show(withVotes([], { stages }), BUTTONS, undefined);
    fake.calls.length = 0;

    await surface.show(withVotes([voteOf('Cleo')], { stages }), BUTTONS, reference);

    expect(replies(fake.called('POST')).map(({ path, body }) => [path, body.text])).toEqual([
      [`/v3/conversations/a:${CLEO.id}/activities`, 'It is your turn to decide: Approval for Ben'],
    ]);
  });

  it('who are all members of the channel see a reply without mentions', async () => {
    const { fake, surface } = await startTeamsSurface();
    const stages = [{ approvers: [aad(ANN)] }, { approvals: 2 }];
    const { reference } = await surface.show(withVotes([], { stages }), BUTTONS, undefined);

    await surface.show(withVotes([voteOf('Ann')], { stages }), BUTTONS, reference);

    const [reply] = replies(fake.called('POST'));
    expect(reply?.body.text).toBe('It is your turn to decide: Approval for Ben');
    expect(reply?.body).not.toHaveProperty('entities');
  });

  it('see the card brought up to date, also if they cannot be told', async () => {
    const { fake, surface, lines } = await startTeamsSurface();
    const stages = [{ approvers: [aad(ANN)] }, { approvers: [aad(BEN)] }];
    const { reference } = await surface.show(withVotes([], { stages }), BUTTONS, undefined);
    fake.fail('POST activities', { status: 500 });

    await surface.show(withVotes([voteOf('Ann')], { stages }), BUTTONS, reference);

    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'reply_failed' }));
    expect(fake.called('PUT')).toHaveLength(1);
  });
});

describe('the person who was named by an approver', () => {
  /** Ann has named this person. */
  const namedBy = (approvers: readonly string[], to: FakeMember): [Approval, Approval] => {
    const before = withVotes([], { approvers, delegation: 'anyone' });
    const delegation = {
      from: { id: aad(ANN), name: 'Ann Lee' },
      to: aad(to),
      name: to.name,
      via: 'teams',
      at: new Date('2026-11-24T12:01:00Z'),
    };
    const rounds = [{ shown: {}, delegation, isOver: true }, { shown: {} }];
    return [before, waitingAfter({ ...before, rounds }, undefined)];
  };

  it('is told who named this person, below the card, which says from whom to whom', async () => {
    const { fake, surface } = await startTeamsSurface();
    const [before, now] = namedBy([aad(ANN), aad(CLEO)], BEN);
    const { reference } = await surface.show(before, BUTTONS, undefined);
    fake.calls.length = 0;

    const { reference: second } = await surface.show(now, BUTTONS, reference);

    expect(replies(fake.called('POST')).map(({ path, body }) => [path, body.text])).toEqual([
      [
        `/v3/conversations/${THREAD}/activities`,
        '<at>Ben Ito</at> Ann Lee (aad:aaaaaaaa…) asks you to decide in their place: Approval for Ben',
      ],
    ]);
    expect(JSON.stringify(fake.called('PUT')[0]?.body)).toContain(
      '0 of 1 approval · Ann Lee (aad:aaaaaaaa…) → Ben Ito (aad:bbbbbbbb…)',
    );
    fake.calls.length = 0;

    await surface.show(now, BUTTONS, second);

    expect(fake.called('POST')).toEqual([]);
  });

  it('gets the card in the personal chat if this person is not in the channel', async () => {
    const { fake, surface } = await startTeamsSurface();
    const [before, now] = namedBy([aad(ANN)], CLEO);
    const { reference } = await surface.show(before, BUTTONS, undefined);
    fake.calls.length = 0;

    const { reference: second } = await surface.show(now, BUTTONS, reference);

    const [copy, ...others] = replies(fake.called('POST'));
    expect(others).toEqual([]);
    expect(copy?.path).toBe(`/v3/conversations/a:${CLEO.id}/activities`);
    expect(JSON.stringify(copy?.body)).toContain('Ann Lee (aad:aaaaaaaa…) → Cleo Roy (aad:cccccccc…)');
    expect(JSON.stringify(copy?.body)).toContain('sealed-approve');
    expect(second).toMatchObject({ direct: [{ person: CLEO.aadObjectId }] });
  });
});
