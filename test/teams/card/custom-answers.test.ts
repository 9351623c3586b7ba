import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../../src/approval/approval.ts';
import { sealButtons } from '../../../src/approval/buttons.ts';
import { cardErrors } from '../../../src/local/teams/card-check.ts';
import type { AdaptiveCard, ExecuteAction, ShowCardAction } from '../../../src/teams/card/elements.ts';
import { endedMessage, waitingMessage } from '../../../src/teams/card/request-card.ts';
import { CUSTOM_ANSWERS, EVERY_INPUT, LARGEST } from '../../support/custom-answers.ts';
import { officialFaults } from '../../support/official-card.ts';
import { request, waiting } from '../../support/requests.ts';

/** The buttons of a request, with payloads of about the length of real ones. */
async function buttonsOf(asked: ApprovalRequest, length = 1_500) {
  const surface = { name: 'teams', confirm: true };
  return sealButtons(waiting(asked), { token: 'token' }, surface, [{}], async (payloads) =>
    payloads.map(({ action: { name } }) => {
      const sealed = `sealed-${name}-`.padEnd(length, 'x');
      return { action: name, sealed, url: `https://example.com/?data=${sealed}` };
    }),
  );
}

async function cardOf(input: object) {
  const asked = request(input);
  const message = waitingMessage(waiting(asked), await buttonsOf(asked), new Map());
  const card = message.attachments?.[0]?.content as AdaptiveCard;
  expect(officialFaults(card)).toEqual([]);
  return { message, card, actions: card.actions ?? [] };
}

describe('the card of a request with custom answers', () => {
  it('has their labels in their order, with their styles', async () => {
    const { actions } = await cardOf(CUSTOM_ANSWERS);

    expect(actions.map(({ type, title, style }) => [type, title, style])).toEqual([
      ['Action.ShowCard', 'Approve for a time …', 'positive'],
      ['Action.Execute', 'Hold *all*', undefined],
      ['Action.ShowCard', 'Decline …', 'destructive'],
    ]);
  });

  it('asks a rejection for its reason, whatever its name is', async () => {
    const { actions } = await cardOf(CUSTOM_ANSWERS);

    expect((actions[2] as ShowCardAction).card).toMatchObject({
      body: [{ type: 'Input.Text', id: 'comment:decline', label: 'Reason' }],
      actions: [{ title: 'Decline', style: 'destructive', associatedInputs: 'auto' }],
    });
  });

  it('asks for a confirmation before each approval, if the request wants one', async () => {
    const { actions } = await cardOf({ ...CUSTOM_ANSWERS, inputs: undefined, confirm: true });

    const texts = actions.map((action) => JSON.stringify('card' in action ? action.card.body : []));
    expect(texts.map((text) => text.includes('continues at once'))).toEqual([true, false, false]);
  });

  it('asks why only of an approval and of a rejection', async () => {
    const { actions } = await cardOf({ ...CUSTOM_ANSWERS, inputs: undefined, comment: 'optional' });

    const comments = actions.map((action) => ('card' in action ? action.card.body.at(-1) : undefined));
    expect(comments).toMatchObject([
      { label: 'Comment', placeholder: 'Why is this right?' },
      { label: 'Comment' },
      { label: 'Reason', placeholder: 'What should change?' },
    ]);
    expect(comments[1]).not.toHaveProperty('placeholder');
  });

  it('shows five answers and Delegate, as many as Teams shows beside each other', async () => {
    const actions = CUSTOM_ANSWERS.actions.concat(
      ['a', 'b'].map((name) => ({ name, label: name, outcome: 'other' })) as typeof CUSTOM_ANSWERS.actions,
    );
    const { card, actions: shown } = await cardOf({
      ...CUSTOM_ANSWERS,
      actions,
      approvers: ['ann@example.com'],
      delegation: 'anyone',
    });

    expect(cardErrors(card)).toEqual([]);
    expect(shown.map(({ title }) => title)).toEqual([
      'Approve for a time …',
      'Hold *all*',
      'Decline …',
      'a …',
      'b …',
      'Delegate …',
    ]);
  });

  it('tells which answer ended it, and no label is Markdown', () => {
    const vote = {
      action: 'hold',
      outcome: 'other' as const,
      label: 'Hold *all*',
      who: { name: 'Ann' },
      via: 'teams',
      at: new Date('2026-11-24T12:01:00Z'),
    };
    const message = endedMessage(waiting(request(CUSTOM_ANSWERS)), { status: 'answered', vote });

    expect(JSON.stringify(message)).toContain('💬 Answered (Hold \\\\*all\\\\*) by Ann in Teams');
    expect(message.summary).toContain('Answered (Hold *all*) by Ann in Teams');
  });
});

describe('the form of an answer in the card', () => {
  it('asks for each type of input, with defaults and what is required', async () => {
    const { actions } = await cardOf(CUSTOM_ANSWERS);
    const { card } = actions[0] as ShowCardAction;
    const missing = 'An answer is missing. Give one.';

    expect(card.body).toEqual([
      {
        type: 'Input.Text',
        id: 'input:approve_for:ticket',
        label: 'Ticket',
        isRequired: true,
        errorMessage: missing,
        maxLength: 500,
      },
      { type: 'Input.Number', id: 'input:approve_for:hours', label: 'Hours', value: 4 },
      {
        type: 'Input.ChoiceSet',
        id: 'input:approve_for:region',
        label: 'Region',
        isRequired: true,
        errorMessage: missing,
        choices: [
          { title: 'eu-west-1', value: 'eu-west-1' },
          { title: 'us-east-1', value: 'us-east-1' },
        ],
        style: 'compact',
        placeholder: 'Choose',
      },
      { type: 'Input.Date', id: 'input:approve_for:from', label: 'From', value: '2026-12-01' },
      {
        type: 'Input.ChoiceSet',
        id: 'input:approve_for:night',
        label: 'At night?',
        isRequired: true,
        errorMessage: missing,
        choices: [
          { title: 'Yes', value: 'true' },
          { title: 'No', value: 'false' },
        ],
        style: 'expanded',
      },
    ]);
    expect(card.actions).toMatchObject([
      { title: 'Approve for a time', verb: 'decide', associatedInputs: 'auto', style: 'positive' },
    ]);
  });

  it('has the defaults of yes, no and a choice', async () => {
    const inputs = [
      { name: 'night', label: 'Night', type: 'yesno', default: false },
      { name: 'zone', label: 'Zone', type: 'choice', options: ['a', 'b'], default: 'b' },
      { name: 'why', label: 'Why', type: 'text', default: 'no reason' },
    ];
    const { actions } = await cardOf({ ...CUSTOM_ANSWERS, inputs });

    const { body } = (actions[0] as ShowCardAction).card;
    expect(body.map((one) => 'value' in one && one.value)).toEqual(['false', 'b', 'no reason']);
  });

  it('has an id for each input that no other answer has', async () => {
    const actions = CUSTOM_ANSWERS.actions.map((action) => ({
      ...action,
      inputs: EVERY_INPUT.map(({ name }) => name),
    }));
    const { card } = await cardOf({ ...CUSTOM_ANSWERS, actions, comment: 'optional' });

    const ids = [...JSON.stringify(card).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(18);
    expect(new Set(ids).size).toBe(18);
  });

  it('is asked for by a press, if the forms of all answers would be too long for one card', async () => {
    const { message, actions } = await cardOf(LARGEST);

    expect(actions).toHaveLength(5);
    for (const [index, action] of actions.entries()) {
      const { type, verb, title, data } = action as ExecuteAction;
      expect([type, verb, title]).toEqual(['Action.Execute', 'ask', `Answer ${index} …`]);
      expect(data.payload).toContain(`sealed-answer_${index}`);
    }
    expect(JSON.stringify(message).length).toBeLessThan(40_000);
  });

  it('leaves room for the details', async () => {
    const details = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`${index} ${'x'.repeat(70)}`, 'y'.repeat(300)]),
    );
    const inputs = Array.from({ length: 10 }, (_, index) => ({
      name: `i${index}`,
      label: 'x'.repeat(75),
      type: 'text',
      default: 'y'.repeat(500),
    }));
    const { message, card } = await cardOf({ ...CUSTOM_ANSWERS, details, inputs });

    expect(JSON.stringify(message).length).toBeLessThan(40_000);
    const facts = card.body.find((element) => element.type === 'FactSet')?.facts ?? [];
    expect(facts.length).toBeGreaterThan(20);
  });
});
