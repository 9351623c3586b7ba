import { parseJson } from '../../callback/json.ts';

/**
 * Reads a definition in the Amazon States Language. Placeholders of CloudFormation, such as `${Seconds}`, become texts also
 * where they stand for a number.
 *
 * @returns undefined if the text is not JSON
 */
export function parseDefinition(text: string): unknown {
  return parseJson(text) ?? parseJson(text.replace(STRING_OR_PLACEHOLDER, quoted));
}

const STRING_OR_PLACEHOLDER = /"(?:[^"\\]|\\.)*"|\$\{[^{}]*\}/g;

function quoted(found: string): string {
  return found.startsWith('"') ? found : JSON.stringify(found);
}
