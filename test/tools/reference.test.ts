import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createUrlsInputSchema } from '../../src/callback/schemas.ts';
import { referenceDocuments } from '../../src/tools/reference.ts';

const documents = referenceDocuments();

test.each(Object.keys(documents))('%s is the current output of `npm run reference`', async (name) => {
  expect(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8')).toBe(documents[name]);
});

test('every member of the input has a description', () => {
  expect(membersWithout('description', createUrlsInputSchema)).toEqual([]);
});

/** Returns the paths of all members without this keyword. */
function membersWithout(keyword: string, schema: object, path = ''): string[] {
  const {
    properties = {},
    items,
    anyOf = [],
  } = schema as {
    properties?: Record<string, object>;
    items?: object;
    anyOf?: object[];
  };
  const own = Object.entries(properties).flatMap(([name, member]) => [
    ...(keyword in member ? [] : [`${path}/${name}`]),
    ...membersWithout(keyword, member, `${path}/${name}`),
  ]);
  const inner = [...(items ? [items] : []), ...anyOf];
  return [...own, ...inner.flatMap((member) => membersWithout(keyword, member, path))];
}
