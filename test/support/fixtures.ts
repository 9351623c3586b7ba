import { readFileSync } from 'node:fs';

/**
 * Reads a JSON file of test/fixtures.
 *
 * @param name without its ending, such as `teams/card-action`
 * @param filled values for the placeholders `{{name}}`, such as a payload that the test has just sealed
 */
// biome-ignore lint/suspicious/noExplicitAny: tests look into fixtures of any shape
export function readFixture(name: string, filled: Readonly<Record<string, unknown>> = {}): any {
  const file = new URL(`../fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'), (_, value: unknown) => {
    const placeholder = typeof value === 'string' && /^\{\{(\w+)\}\}$/.exec(value)?.[1];
    if (!placeholder) return value;
    if (!(placeholder in filled)) throw new TypeError(`${name} needs ${placeholder}`);
    return filled[placeholder];
  });
}
