import { Ajv } from 'ajv';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import { readFixture } from './fixtures.ts';

// Ajv knows only `$id`.
const { id: _, ...schema } = readFixture('adaptive-cards/adaptive-card-1.5');
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addMetaSchema(draft06);
const isCard = ajv.compile(schema);

/** What Teams adds to Adaptive Cards: mentions and width, and the people picker. The data of an action has any members. */
const TEAMS = new Set(['msteams', 'choices.data']);

/** What Microsoft's JSON schema of Adaptive Cards 1.5 finds wrong in a card, one sentence for each fault. */
export function officialFaults(card: unknown): string[] {
  if (isCard(withoutTeams(card))) return [];
  return (isCard.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
  });
}

function withoutTeams(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTeams);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([member]) => !TEAMS.has(member))
      .map(([member, one]) => [member, member === 'data' ? one : withoutTeams(one)]),
  );
}
