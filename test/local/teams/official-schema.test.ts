import { expect, test } from 'vitest';
import { cardErrors } from '../../../src/local/teams/card-check.ts';
import { officialFaults } from '../../support/official-card.ts';
import { FULL_CARD, REQUEST_CARD } from '../support/teams-cards.ts';

const CARDS: [string, object][] = [
  ['the card of a request', REQUEST_CARD],
  ['the card with all elements', FULL_CARD],
];

test.each(CARDS)('the schema of Microsoft accepts %s', (_, card) => {
  expect(officialFaults(card)).toEqual([]);
});

test.each(CARDS)(
  'the embedded Teams refuses each fault that the schema of Microsoft refuses in %s',
  (_, card) => {
    const refused = faultsIn(card).filter((fault) => officialFaults(fault.card).length > 0);
    expect(refused.length).toBeGreaterThan(100);
    const shown = refused.filter((fault) => cardErrors(fault.card).length === 0);
    expect(shown.map(({ title }) => title)).toEqual([]);
  },
);

/** The copies of a card in which one member is missing, has a member that is unknown, or has another value. */
function faultsIn(card: object) {
  return pathsOf(card).flatMap((path) => {
    const fault = (title: string, change: (old: unknown) => unknown) => ({
      title: `${path.join('/')} ${title}`,
      card: changed(card, path, change),
    });
    return [
      fault('is missing', () => undefined),
      fault('has a member', (old) => (isObject(old) ? { ...old, unknown: 1 } : old)),
      ...[7, 'x', true, null, {}, [], [7]].map((value) => fault(`is ${JSON.stringify(value)}`, () => value)),
    ];
  });
}

/** The paths of all members, but for what Teams adds and for the data of actions. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([member]) => !['msteams', 'choices.data', 'data'].includes(member))
    .flatMap(([member, one]) => [[member], ...pathsOf(one).map((rest) => [member, ...rest])]);
}

function changed(card: object, path: readonly string[], change: (old: unknown) => unknown): object {
  const copy = structuredClone(card);
  // biome-ignore lint/suspicious/noExplicitAny: walks into cards of any shape
  const parent = path.slice(0, -1).reduce((part: any, member) => part[member], copy);
  const last = path.at(-1) ?? '';
  parent[last] = change(parent[last]);
  return JSON.parse(JSON.stringify(copy));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
