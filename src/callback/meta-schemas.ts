import type { Schema } from '@cfworker/json-schema';
import applicator2019 from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json' with { type: 'json' };
import content2019 from 'ajv/dist/refs/json-schema-2019-09/meta/content.json' with { type: 'json' };
import core2019 from 'ajv/dist/refs/json-schema-2019-09/meta/core.json' with { type: 'json' };
import format2019 from 'ajv/dist/refs/json-schema-2019-09/meta/format.json' with { type: 'json' };
import metaData2019 from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json' with { type: 'json' };
import validation2019 from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json' with { type: 'json' };
import schema2019 from 'ajv/dist/refs/json-schema-2019-09/schema.json' with { type: 'json' };
import applicator2020 from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with { type: 'json' };
import content2020 from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' };
import core2020 from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' };
import format2020 from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with { type: 'json' };
import metaData2020 from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' };
import unevaluated2020 from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with { type: 'json' };
import validation2020 from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with { type: 'json' };
import schema2020 from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' };
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import draft7 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' };
import type { Draft } from './drafts.ts';

/**
 * The meta-schemas of json-schema.org, with the documents that they refer to. The first document is the meta-schema itself. ajv
 * contains copies of them.
 */
export const META_SCHEMAS: Readonly<Record<Draft, () => readonly [Schema, ...Schema[]]>> = {
  '6': () => [withAnyEnum(draft6)],
  '7': () => [withAnyEnum(draft7)],
  '2019-09': () =>
    pointingBack(schema2019.$id, [
      schema2019,
      applicator2019,
      content2019,
      core2019,
      format2019,
      metaData2019,
      validation2019,
    ]),
  '2020-12': () =>
    pointingBack(schema2020.$id, [
      schema2020,
      applicator2020,
      content2020,
      core2020,
      format2020,
      metaData2020,
      unevaluated2020,
      validation2020,
    ]),
};

/** The copies of drafts 6 and 7 refuse an `enum` that repeats a value or has none. Both drafts allow it, and so does Python. */
function withAnyEnum(document: object): Schema {
  return withoutFormats(document, (name, value) =>
    name === 'enum' && !Array.isArray(value) ? { type: 'array' } : value,
  );
}

/**
 * Replaces the dynamic references of the documents, which the validator does not support. Their target is always the root of
 * the meta-schema.
 */
function pointingBack(rootId: string, documents: readonly [object, ...object[]]): [Schema, ...Schema[]] {
  const reference = JSON.stringify({ $ref: rootId });
  const toRoot = (document: object): Schema =>
    withoutFormats(
      JSON.parse(
        JSON.stringify(document)
          .replaceAll('{"$dynamicRef":"#meta"}', reference)
          .replaceAll('{"$recursiveRef":"#"}', reference),
      ),
    );
  const [root, ...vocabularies] = documents;
  return [toRoot(root), ...vocabularies.map(toRoot)];
}

/** In Python, the formats of a meta-schema are notes. Patterns are translated and references resolved instead. */
function withoutFormats(document: object, revive = (_name: string, value: unknown) => value): Schema {
  return JSON.parse(JSON.stringify(document), (name, value) =>
    name === 'format' && typeof value === 'string' ? undefined : revive(name, value),
  );
}
