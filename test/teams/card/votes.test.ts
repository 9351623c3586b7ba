import { describe, expect, it } from 'vitest';
import { type Approval, ended } from '../../../src/approval/approval.ts';
import { MAX_TITLE } from '../../../src/approval/limits.ts';
import { endedMessage, waitingMessage } from '../../../src/teams/card/request-card.ts';
import { webhookBody } from '../../../src/teams/webhook/card.ts';
import { officialFaults } from '../../support/official-card.ts';
import { VOTED_AT, voteOf, withVotes } from '../../support/votes.ts';

const WHEN = '{{DATE(2026-11-24T12:03:00Z,SHORT)}} {{TIME(2026-11-24T12:03:00Z)}}';

// biome-ignore lint/suspicious/noExplicitAny: cards of any shape
type AnyCard = any;
const cardOf = (approval: Approval): AnyCard => {
  const { state } = approval;
  const message =
    state.kind === 'ended'
      ? endedMessage(approval, state.resolution)
      : waitingMessage(approval, [], new Map());
  return message.attachments?.[0]?.content;
};
/** The texts below the requester. */
const linesOf = (approval: Approval): string[] =>
  cardOf(approval)
    .body.flatMap(({ text }: AnyCard) => (text ? [text] : []))
    .slice(2);

describe('the card of a request that waits', () => {
  it('shows no votes if one answer decides', () => {
    expect(linesOf(withVotes([], {}))).toEqual(['Waiting for a decision']);
  });

  it('shows who has voted and how many must approve', () => {
    expect(linesOf(withVotes([voteOf('Ann')], { approvals: 2 }))[1]).toBe(`1 of 2 approvals: Ann, ${WHEN}`);
    expect(linesOf(withVotes([], { approvals: 2 }))[1]).toBe('0 of 2 approvals');
  });

  it('shows rejections where more than one is needed, with their reasons', () => {
    const votes = [voteOf('Ann'), voteOf('*Ben*', 'reject', { comment: 'too [early](https://x)' })];
    expect(linesOf(withVotes(votes, { approvals: 2, rejections: 2 }))[1]).toBe(
      `1 of 2 approvals: Ann, ${WHEN} · 1 of 2 rejections: \\*Ben\\*, ${WHEN} “too \\[early\\](https://x)”`,
    );
  });

  it('leaves out a vote that the person changed', () => {
    const votes = [voteOf('Ann'), voteOf('Ann', 'reject', { replaces: 1 })];
    expect(linesOf(withVotes(votes, { approvals: 2, rejections: 2 }))[1]).toContain(
      '0 of 2 approvals · 1 of 2',
    );
  });

  it('shows whose turn it is in stages, and the approvers of that stage', () => {
    const stages = [
      { approvers: ['ann@example.com'], title: 'Legal' },
      { approvers: ['ben@example.com', 'cleo@example.com'], approvals: 2, title: '*Finance*' },
      { approvers: ['dan@example.com'] },
    ];
    expect(linesOf(withVotes([voteOf('Ann')], { stages })).slice(1)).toEqual([
      `Stage 1 of 3: Legal · 1 of 1 approval: Ann, ${WHEN}`,
      '**Stage 2 of 3: \\*Finance\\*** · 0 of 2 approvals',
      'Stage 3 of 3 · 0 of 1 approval',
      'Approvers: ben@example.com, cleo@example.com',
    ]);
  });
});

describe('the card of a request that has ended', () => {
  it('shows all votes that counted', () => {
    const votes = [voteOf('Ann'), voteOf('Ben')];
    const asked = withVotes([voteOf('Ann')], { approvals: 2 });
    const rounds = votes.map((one) => ({ shown: {}, vote: one }));
    const approval = ended({ ...asked, rounds }, { status: 'approved', vote: voteOf('Ben'), at: VOTED_AT });
    expect(cardOf(approval).body.at(-1).text).toBe(`2 of 2 approvals: Ann, ${WHEN}; Ben, ${WHEN}`);
    expect(cardOf(approval).body.at(-2).items[0].text).toContain('✅ Approved by Ben');
  });

  it('shows the votes so far if it expired, and no stage whose turn it is', () => {
    const asked = withVotes([voteOf('Ann')], { stages: [{ approvals: 1 }, { approvals: 2 }] });
    const approval = ended(asked, { status: 'expired' });
    expect(
      cardOf(approval)
        .body.slice(-2)
        .map(({ text }: AnyCard) => text),
    ).toEqual([`Stage 1 of 2 · 1 of 1 approval: Ann, ${WHEN}`, 'Stage 2 of 2 · 0 of 2 approvals']);
  });
});

describe('the size of a card', () => {
  const people = Array.from({ length: 39 }, (_, n) => `${n}${'审批人{{'.repeat(60)}`);
  const long = {
    title: '审'.repeat(MAX_TITLE),
    details: Object.fromEntries(people.map((name) => [name.slice(0, 60), '审'.repeat(500)])),
  };
  const votes = people.map((name) => voteOf(name, 'approve', { comment: '审'.repeat(900) }));
  const INPUTS = [
    { title: 'one stage', input: { ...long, approvals: 39 } },
    {
      title: 'stages',
      input: { ...long, stages: people.map(() => ({ approvals: 1, title: '审'.repeat(75) })) },
    },
  ];

  it.each(INPUTS)('holds with 39 voters with long names: $title', ({ input }) => {
    const approval = withVotes(votes.slice(0, 38), input);
    const message = waitingMessage(approval, [], new Map());
    expect(JSON.stringify(message).length).toBeLessThan(40_000);
    expect(officialFaults(message.attachments?.[0]?.content)).toEqual([]);
    expect(JSON.stringify(message)).toContain(input.title.slice(0, 20));
    for (const one of [approval, ended(approval, { status: 'expired' })]) {
      expect(Buffer.byteLength(webhookBody(one, [], 'message'))).toBeLessThan(28 * 1024);
    }
  });

  it('holds with 20 delegations', () => {
    const approvers = people.slice(0, 20).map((_, n) => `a${n}@example.com`);
    const asked = withVotes(votes.slice(0, 18), { ...long, approvers, approvals: 20, delegation: 'anyone' });
    const [stage] = asked.request.stages;
    const delegations = votes.slice(0, 20).map(({ who, via, at }) => ({
      from: who,
      to: 'x@example.com',
      name: who.name ?? '',
      via,
      at,
    }));
    const stages = [{ ...stage, approvals: 20, rejections: 1, delegations }];
    const approval = { ...asked, request: { ...asked.request, stages } };
    expect(JSON.stringify(waitingMessage(approval, [], new Map())).length).toBeLessThan(40_000);
    expect(Buffer.byteLength(webhookBody(approval, [], 'message'))).toBeLessThan(28 * 1024);
    expect(linesOf(approval)[1]).toMatch(/… and \d+ more · 0.* → .* · … and \d+ more$/);
  });

  it('names 39 people with usual names', () => {
    const named = Array.from({ length: 38 }, (_, n) => voteOf(`Maximiliane Müller-Lüdenscheidt ${n}`));
    const [, line = ''] = linesOf(withVotes(named, { approvals: 39 }));
    for (const { who } of named) expect(line).toContain(who.name);
  });
});
