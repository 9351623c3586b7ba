import { expect, test } from 'vitest';
import { cardErrors } from '../../../src/local/teams/card-check.ts';
import { FULL_CARD, REQUEST_CARD } from '../support/teams-cards.ts';

test.each([
  ['of a request', REQUEST_CARD],
  ['with all elements', FULL_CARD],
])('Teams accepts a card %s', (_, card) => {
  expect(cardErrors(card)).toEqual([]);
});

const text = { type: 'TextBlock', text: 'Hello' };
const card = (more: object) => ({ type: 'AdaptiveCard', version: '1.5', ...more });

test.each([
  ['no card', 'text', '/ must be object'],
  ['without a version', { type: 'AdaptiveCard' }, "/ must have required property 'version'"],
  ['of a later version', card({ version: '1.6' }), '/version must match pattern'],
  ['with an unknown member', card({ title: 'x' }), '/ must NOT have additional properties (title)'],
  ['with an unknown element', card({ body: [{ type: 'Text' }] }), '/body/0 value of tag "type"'],
  ['without a text', card({ body: [{ type: 'TextBlock' }] }), "/body/0 must have required property 'text'"],
  ['with a wrong type', card({ body: [{ ...text, wrap: 'yes' }] }), '/body/0/wrap must be boolean'],
  ['with a wrong name', card({ body: [{ ...text, color: 'Red' }] }), '/body/0/color must be equal to one of'],
  ['with a misspelt member', card({ body: [{ ...text, weigth: 'Bolder' }] }), '/body/0 must NOT have'],
  ['with an input without an id', card({ body: [{ type: 'Input.Text' }] }), "property 'id'"],
  [
    'with more buttons than Teams shows',
    card({
      actions: Array.from({ length: 7 }, (_, index) => ({ type: 'Action.Submit', title: `${index}` })),
    }),
    '/actions has more than 6 buttons',
  ],
  ['with an unknown action', card({ actions: [{ type: 'Action.Http' }] }), '/actions/0 value of tag "type"'],
  [
    'with a bad card in a card',
    card({ actions: [{ type: 'Action.ShowCard', card: { ...card({}), body: [{}] } }] }),
    '/actions/0/card/body/0',
  ],
  [
    'with an id that is used twice',
    card({
      body: [
        { ...text, id: 'a' },
        { ...text, id: 'a' },
      ],
    }),
    '"a" is used twice',
  ],
])('Teams refuses a card %s', (_, bad, message) => {
  expect(cardErrors(bad).join('\n')).toContain(message);
});
