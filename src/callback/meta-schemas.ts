import { type Schema, type SchemaDraft, Validator } from '@cfworker/json-schema';
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
import draft7 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' };

/** The meta-schemas of json-schema.org, with the documents that they refer to. ajv contains copies of them. */
export const META_SCHEMAS: Readonly<Record<'7' | '2019-09' | '2020-12', () => Validator>> = {
  '7': () => new Validator(draft7 as unknown as Schema, '7'),
  '2019-09': () =>
    withVocabularies('2019-09', schema2019, [
      applicator2019,
      content2019,
      core2019,
      format2019,
      metaData2019,
      validation2019,
    ]),
  '2020-12': () =>
    withVocabularies('2020-12', schema2020, [
      applicator2020,
      content2020,
      core2020,
      format2020,
      metaData2020,
      unevaluated2020,
      validation2020,
    ]),
};

function withVocabularies(
  draft: SchemaDraft,
  root: { readonly $id: string },
  vocabularies: readonly object[],
): Validator {
  const validator = new Validator(pointingBack(root, root.$id), draft);
  for (const vocabulary of vocabularies) validator.addSchema(pointingBack(vocabulary, root.$id));
  return validator;
}

/**
 * Replaces the dynamic references of a vocabulary, which the validator does not support. Their target is always the
 * root of the meta-schema.
 */
function pointingBack(document: object, rootId: string): Schema {
  const reference = JSON.stringify({ $ref: rootId });
  return JSON.parse(
    JSON.stringify(document)
      .replaceAll('{"$dynamicRef":"#meta"}', reference)
      .replaceAll('{"$recursiveRef":"#"}', reference),
  );
}
