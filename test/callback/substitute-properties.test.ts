// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this syntax is under test
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import type { Json } from '../../src/callback/json.ts';
import type { DirectAction } from '../../src/callback/payload.ts';
import { type Parameters, substituteAction } from '../../src/callback/substitute.ts';
import { anyJson, anyText } from '../support/arbitrary-payload.ts';

/** A template and its expected result. The result is built without the template. */
interface Sample<T extends Json> {
  readonly template: T;
  readonly fill: (parameters: Parameters) => T;
}

const NAMES = ['who', 'a_1', '_', '__proto__', 'constructor', 'Z'] as const;

const parameters = fc
  .tuple(
    ...NAMES.map(() =>
      fc.oneof(anyText, fc.constantFrom('$who', '${a_1}', '$$', '$', '__proto__', '"', '{')),
    ),
  )
  .map((values): Parameters => new Map(NAMES.map((name, index) => [name, values[index] ?? ''])));

const part: fc.Arbitrary<Sample<string>> = fc.oneof(
  anyText.map((text) => ({ template: text.replaceAll('$', '$$$$'), fill: () => text })),
  fc.constantFrom(...NAMES).map((name) => ({
    template: `\${${name}}`,
    fill: (given: Parameters) => given.get(name) ?? '',
  })),
  fc.constantFrom(...NAMES).map((name) => ({
    template: `$${name} `,
    fill: (given: Parameters) => `${given.get(name)} `,
  })),
);

const text: fc.Arbitrary<Sample<string>> = fc.array(part, { maxLength: 4 }).map((parts) => ({
  template: parts.map(({ template }) => template).join(''),
  fill: (given) => parts.map(({ fill }) => fill(given)).join(''),
}));

const scalar: fc.Arbitrary<Sample<Json>> = fc
  .oneof(fc.integer(), fc.boolean(), fc.constant(null))
  .map((value) => ({ template: value, fill: () => value }));

const { json } = fc.letrec<{ json: Sample<Json> }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    text,
    fc.array(tie('json'), { maxLength: 4 }).map((items) => ({
      template: items.map(({ template }) => template),
      fill: (given: Parameters) => items.map(({ fill }) => fill(given)),
    })),
    fc
      .uniqueArray(fc.tuple(text, tie('json')), { maxLength: 4, selector: ([key]) => key.template })
      .map((entries) => ({
        template: Object.fromEntries(entries.map(([key, value]) => [key.template, value.template])),
        fill: (given: Parameters) =>
          Object.fromEntries(entries.map(([key, value]) => [key.fill(given), value.fill(given)])),
      })),
  ),
}));

/** The JSON that is sent. It shows own members such as __proto__ and the order of the keys. */
const sent = (action: DirectAction) => JSON.stringify(action);

test('Strings and keys are filled once, and nothing else of an output changes', () => {
  fc.assert(
    fc.property(json, parameters, ({ template, fill }, given) => {
      const action: DirectAction = { name: 'go', type: 'success', output: template };
      const filled = fill(given);
      fc.pre(countMembers(filled) === countMembers(template));
      expect(sent(substituteAction(action, given))).toBe(sent({ ...action, output: filled }));
    }),
  );
});

test('A parameter cannot replace a sealed member', () => {
  fc.assert(
    fc.property(anyText, anyJson, anyText, (key, sealed, value) => {
      const output = { [key.replaceAll('$', '$$$$')]: escapeDollars(sealed), $k: '$v' };
      const action: DirectAction = { name: 'go', type: 'success', output };
      fc.pre(Object.keys(output).length === 2);
      const given = new Map([
        ['k', key],
        ['v', value],
      ]);
      expect(() => substituteAction(action, given)).toThrow(
        expect.objectContaining({ code: 'OutputFormatting' }),
      );
    }),
  );
});

function escapeDollars(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll('$', '$$$$'));
}

function countMembers(json: Json): number {
  if (typeof json !== 'object' || json === null) return 0;
  const values: Json[] = Object.values(json);
  return values.reduce<number>((sum, value) => sum + countMembers(value), values.length);
}

test('Error, cause, and the JSON and text of a response are filled in the same way', () => {
  fc.assert(
    fc.property(text, text, json, parameters, (one, other, any, given) => {
      const action = (fill: <T extends Json>(sample: Sample<T>) => T): DirectAction => ({
        name: 'no',
        type: 'failure',
        error: fill(one),
        cause: fill(other),
        response: { json: { any: fill(any) }, text: fill(one) },
      });
      fc.pre(one.fill(given).length <= 256);
      fc.pre(countMembers(any.fill(given)) === countMembers(any.template));
      const filled = substituteAction(
        action(({ template }) => template),
        given,
      );
      expect(sent(filled)).toBe(sent(action(({ fill }) => fill(given))));
    }),
  );
});

test('An action without a $ in its strings does not change', () => {
  const plain = anyJson.map((value): Json => JSON.parse(JSON.stringify(value).replaceAll('$', '_')));
  fc.assert(
    fc.property(plain, parameters, (output, given) => {
      const redirect = 'https://example.com/a/../b?c';
      for (const response of [{ redirect }, { json: { output }, html: '<p>', text: '&' }]) {
        const action: DirectAction = { name: 'go', type: 'success', output, response, confirm: true };
        expect(substituteAction(action, given)).toStrictEqual(action);
      }
    }),
  );
});

test('Any text is either filled or refused as OutputFormatting', () => {
  const anyTemplate = fc.string({ unit: fc.constantFrom('$', '{', '}', 'w', 'who', '5', ' ', 'é', '\n') });
  fc.assert(
    fc.property(anyTemplate, parameters, (output, given) => {
      try {
        substituteAction({ name: 'go', type: 'success', output }, given);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ code: 'OutputFormatting' });
      }
    }),
  );
});
