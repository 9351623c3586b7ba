import { describe, expect, it } from 'vitest';
import type { Resolution } from '../../../src/approval/approval.ts';
import type { Activity } from '../../../src/teams/activity.ts';
import type { AdaptiveCard, Element, ShowCardAction } from '../../../src/teams/card/elements.ts';
import { endedMessage, waitingMessage } from '../../../src/teams/card/request-card.ts';
import { officialFaults } from '../../support/official-card.ts';
import { request, TWO_ACTIONS, waiting } from '../../support/requests.ts';

const BUTTONS = TWO_ACTIONS.map(({ name: action, style, outcome }) => ({
  action,
  sealed: `sealed-${action}`,
  url: 'https://x',
  outcome,
  ...(style && { style }),
}));
const UNTIL = new Date('2026-12-01T12:00:00Z');
const NO_PERSON = new Map();

function cardOf({ attachments = [] }: Activity): AdaptiveCard {
  expect(attachments).toHaveLength(1);
  expect(attachments[0]?.contentType).toBe('application/vnd.microsoft.card.adaptive');
  expect(officialFaults(attachments[0]?.content)).toEqual([]);
  return attachments[0]?.content as AdaptiveCard;
}

function textsOf(elements: readonly Element[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === 'TextBlock') return [element.text];
    return element.type === 'Container' ? textsOf(element.items) : [];
  });
}

function asked(input: object = {}, mentions = NO_PERSON) {
  const approval = waiting(request({ name: 'Ben', requester: 'ann', ...input }), { until: UNTIL });
  const message = waitingMessage(approval, BUTTONS, mentions);
  return { message, card: cardOf(message) };
}

describe('the card of a request that waits', () => {
  it('is an Adaptive Card 1.5 with the title, the requester, the details and the end of the time', () => {
    const { card } = asked({ details: { Environment: 'production', Log: 'https://example.com/log' } });

    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5', msteams: { width: 'Full' } });
    expect(textsOf(card.body)).toEqual([
      'Approval for Ben',
      'Requested by ann',
      'Waiting for a decision · Expires on {{DATE(2026-12-01T12:00:00Z,SHORT)}} {{TIME(2026-12-01T12:00:00Z)}}',
    ]);
    expect(card.body.find(({ type }) => type === 'FactSet')).toEqual({
      type: 'FactSet',
      facts: [
        { title: 'Environment', value: 'production' },
        { title: 'Log', value: '[https://example.com/log](https://example.com/log)' },
      ],
    });
  });

  it('says in the notification what is asked, by whom and until when', () => {
    const { message, card } = asked({ title: 'Deploy *shop*' });

    expect(message.summary).toBe(
      'Deploy *shop*, requested by ann, is waiting for a decision. Expires on 1 December 2026 at 12:00 UTC.',
    );
    expect(card.fallbackText).toBe(message.summary);
  });

  it('approves by one press, and asks for the reason of a rejection', () => {
    const { card } = asked();

    expect(card.actions).toEqual([
      {
        type: 'Action.Execute',
        title: 'Approve',
        verb: 'decide',
        data: { payload: 'sealed-approve' },
        associatedInputs: 'none',
        style: 'positive',
      },
      {
        type: 'Action.ShowCard',
        title: 'Reject …',
        style: 'destructive',
        card: {
          type: 'AdaptiveCard',
          body: [
            {
              type: 'Input.Text',
              id: 'comment:reject',
              label: 'Reason',
              placeholder: 'What should change?',
              isMultiline: true,
              maxLength: 1000,
            },
          ],
          actions: [
            {
              type: 'Action.Execute',
              title: 'Reject',
              verb: 'decide',
              data: { payload: 'sealed-reject' },
              associatedInputs: 'auto',
              style: 'destructive',
            },
          ],
        },
      },
    ]);
  });

  it.each([
    { input: { comment: 'optional' }, required: false },
    { input: { comment: 'required' }, required: true },
  ])('asks for the comment of each answer: $input', ({ input, required }) => {
    const parts = (asked(input).card.actions ?? []) as readonly ShowCardAction[];

    expect(parts.map(({ type }) => type)).toEqual(['Action.ShowCard', 'Action.ShowCard']);
    const inputs = parts.flatMap(({ card }) => card.body);
    expect(inputs).toMatchObject([{ id: 'comment:approve' }, { id: 'comment:reject' }]);
    expect(inputs.map((one) => 'isRequired' in one)).toEqual([required, required]);
    expect(inputs.map((one) => 'errorMessage' in one)).toEqual([required, required]);
  });

  it('asks for confirmation before it approves, if the request wants it', () => {
    const [approve] = (asked({ confirm: true, title: 'Deploy' }).card.actions ?? []) as ShowCardAction[];

    expect(textsOf(approve?.card.body ?? [])).toEqual(['Deploy continues at once.']);
  });

  it('opens a part where an approver names another person', () => {
    const { card } = asked({ approvers: ['ann@example.com'], delegation: 'anyone' });

    expect(card.actions?.map(({ title }) => title)).toEqual(['Approve', 'Reject …', 'Delegate …']);
    expect(card.actions?.at(-1)).toEqual({
      type: 'Action.ShowCard',
      title: 'Delegate …',
      card: {
        type: 'AdaptiveCard',
        body: [
          {
            type: 'Input.ChoiceSet',
            id: 'delegate:person',
            label: 'Who decides in your place?',
            choices: [],
            'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
          },
          { type: 'Input.Text', id: 'delegate:address', label: 'Or an e-mail address', maxLength: 254 },
        ],
        actions: [
          {
            type: 'Action.Execute',
            title: 'Delegate',
            verb: 'delegate',
            data: { payload: 'sealed-approve' },
            associatedInputs: 'auto',
          },
        ],
      },
    });
  });

  const two = ['ann@example.com', 'ben@example.com'];
  it.each([
    { offers: true, input: { approvers: two, approvals: 2 } },
    { offers: true, input: { stages: [{ approvers: two.slice(0, 1) }, { approvers: two.slice(1) }] } },
    { offers: false, input: { stages: [{ approvers: two.slice(0, 1) }, { approvers: two.slice(0, 1) }] } },
    { offers: false, input: { approvers: two } },
    { offers: false, input: { approvals: 2 } },
    { offers: false, input: { delegation: 'anyone' } },
    { offers: false, input: { approvers: two, approvals: 2, delegation: 'off' } },
  ])('offers to delegate only if there is a person to name: $input', ({ offers, input }) => {
    const titles = asked(input).card.actions?.map(({ title }) => title);

    expect(titles?.includes('Delegate …')).toBe(offers);
  });

  it('mentions the approvers who are in the channel, and names the others', () => {
    const approvers = ['ann@example.com', 'ben@example.com'];
    const mentions = new Map([['ann@example.com', { id: '29:ann', name: 'Ann Lee' }]]);
    const { card } = asked({ approvers }, mentions);

    expect(textsOf(card.body).at(-1)).toBe('Approvers: <at>Ann Lee</at>, ben@example.com');
    expect(card.msteams?.entities).toEqual([
      { type: 'mention', text: '<at>Ann Lee</at>', mentioned: { id: '29:ann', name: 'Ann Lee' } },
    ]);
  });

  it('shows what people wrote as text, never as a link, a style, a date or a mention', () => {
    const evil = '**[x](https://evil.example)** {{DATE(2026-11-24T12:00:00Z)}} <at>all</at>';
    const { card } = asked({ name: evil, requester: evil, title: evil, details: { [evil]: evil } });
    const json = JSON.stringify(card.body);

    expect(json).not.toMatch(/(?<!\\\\)\[x/);
    expect(json).not.toContain('{{DATE(2026-11-24');
    expect(json).not.toContain('<at>');
  });

  it('is cut so that Teams takes it, however long the request is', () => {
    const details = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`${index} ${'*'.repeat(70)}`, '_'.repeat(500)]),
    );
    const { message, card } = asked({ details });

    // 80 KB in UTF-16.
    expect(JSON.stringify(message).length * 2).toBeLessThanOrEqual(80_000);
    const facts = card.body.find((element) => element.type === 'FactSet')?.facts ?? [];
    expect(facts.length).toBeGreaterThan(20);
    expect(textsOf(card.body)[2]).toBe(`… and ${40 - facts.length} more`);
  });
});

describe('the card of a request that has ended', () => {
  const vote = {
    action: 'approve',
    who: { name: 'Ann *Lee*' },
    via: 'teams',
    at: new Date('2026-11-24T12:01:00Z'),
  };
  const at = new Date('2026-11-24T12:01:00.500Z');

  it.each<[Resolution, string, string]>([
    [
      { status: 'approved', vote, at },
      'good',
      '✅ Approved by Ann \\*Lee\\* in Teams, {{DATE(2026-11-24T12:01:00Z,SHORT)}} {{TIME(2026-11-24T12:01:00Z)}}',
    ],
    [
      { status: 'rejected', vote: { ...vote, comment: '[no](https://evil.example)' } },
      'attention',
      '❌ Rejected by Ann \\*Lee\\* in Teams: \\[no\\](https://evil.example)',
    ],
    [{ status: 'expired' }, 'warning', '⌛ Expired: no decision was made in time.'],
    [{ status: 'cancelled', cause: 'Cancelled by ann' }, 'emphasis', '🚫 Cancelled by ann.'],
    [{ status: 'failed', cause: 'out of money' }, 'warning', '⚠️ Failed: out of money'],
  ])('tells how it ended, and has no buttons: %j', (resolution, style, text) => {
    const card = cardOf(endedMessage(waiting(request({ name: 'Ben', details: { A: 'b' } })), resolution));

    expect(card.actions).toBeUndefined();
    expect(card.body.at(-1)).toMatchObject({ type: 'Container', style });
    expect(textsOf(card.body).at(-1)).toBe(text);
    expect(card.body.some(({ type }) => type === 'FactSet')).toBe(true);
  });

  it('tells it in the notification too', () => {
    const message = endedMessage(waiting(), { status: 'approved', vote, at });

    expect(message.summary).toBe(
      'Approval for Ben: Approved by Ann *Lee* in Teams, 24 November 2026 at 12:01 UTC',
    );
  });

  it('is in the language of the request', () => {
    const german = request({ name: 'Ben', locale: 'de' });

    expect(textsOf(cardOf(endedMessage(waiting(german), { status: 'approved', vote })).body).at(-1)).toBe(
      '✅ Genehmigt von Ann \\*Lee\\* in Teams',
    );
  });
});
