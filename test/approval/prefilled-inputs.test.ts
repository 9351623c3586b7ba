import fc from 'fast-check';
import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { readInputs } from '../../src/approval/input-values.ts';
import { parseInputs, type RequestInput } from '../../src/approval/inputs.ts';
import { inputField, inputsIn } from '../../src/slack/blocks/input-fields.ts';
import { inputElement, inputId } from '../../src/teams/card/input-elements.ts';
import { filledIn } from '../../src/teams/card/questions.ts';
import { inputFields, renderInputs, typedInputs } from '../../src/web/input-fields.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { request, waiting } from '../support/requests.ts';

const wording = wordingFor('en');
/** Any text, as people write it, also in other scripts and with characters that HTML has its own meaning for. */
const text = fc.oneof(
  fc.string({ maxLength: 75 }),
  fc.string({ unit: 'binary', maxLength: 75 }),
  fc.string({
    unit: fc.constantFrom('<', '&', '"', "'", ',', ';', '\u00a0', '\u2028', '審', '1'),
    maxLength: 75,
  }),
);
const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
const options = fc.array(text, { minLength: 1, maxLength: 5 });

/** The definition of an input of each type, with any default that it may have. */
const definition = fc.oneof(
  fc.record({ type: fc.constant('text'), default: text }),
  fc.record({ type: fc.constant('number'), default: number }),
  fc.record({ type: fc.constant('date'), default: day }),
  fc.record({ type: fc.constant('yesno'), default: fc.boolean() }),
  options.map((all) => ({ type: 'choice', options: all, default: all.at(-1) })),
);

/** What each surface sends of a form that a person sends as it is. */
const SURFACES: Readonly<Record<string, (input: RequestInput) => Readonly<Record<string, unknown>>>> = {
  Slack(input) {
    const { block_id: block = '', element } = inputField(input, wording);
    const {
      initial_value: value,
      initial_date: date,
      initial_option: option,
    } = element as {
      initial_value?: string;
      initial_date?: string;
      initial_option?: { value: string };
    };
    // Slack: "number input element" has digits, a point and a sign.
    if (element.type === 'number_input') expect(value).toMatch(/^-?\d+(?:\.\d+)?$/);
    const state = { value: value ?? null, selected_date: date ?? null, selected_option: option ?? null };
    return inputsIn({ [block]: { [block]: state } }) ?? {};
  },
  'the page'(input) {
    const asked = waiting(request({ name: 'Ben', inputs: [input] }));
    const page = String(html`${renderInputs(inputFields(asked, 'approve', wording, undefined, undefined))}`);
    return typedInputs(new URLSearchParams([[`input.${input.name}`, shownOn(page, input)]])) ?? {};
  },
  'a card of an app that sends texts'(input) {
    const { value } = inputElement('approve', input, wording) as { value?: unknown };
    return filledIn({ [inputId('approve', input.name)]: String(value ?? '') }, 'approve').values;
  },
  'a card of an app that sends numbers'(input) {
    const { value } = inputElement('approve', input, wording) as { value?: unknown };
    return filledIn(JSON.parse(JSON.stringify({ [inputId('approve', input.name)]: value })), 'approve')
      .values;
  },
};

/** The value of the field, as a browser has it: one that does not fit its type is removed (HTML, "value sanitization algorithm"). */
function shownOn(page: string, { type }: RequestInput): string {
  if (type === 'choice') return unescaped(/<option selected>([^<]*)</.exec(page)?.[1]);
  if (type === 'yesno') return /value="(\w+)" checked/.exec(page)?.[1] ?? '';
  const value = unescaped(/ value="([^"]*)"/.exec(page)?.[1]);
  if (type === 'number') return /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(value) ? value : '';
  if (type === 'date') return /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value) ? value : '';
  return value;
}

function unescaped(value = ''): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return value.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '');
}

/** What the definition becomes; undefined if it is refused. */
function parsed(given: object): RequestInput | undefined {
  try {
    return parseInputs([{ name: 'it', label: 'It', ...given }])[0];
  } catch {
    return undefined;
  }
}

describe.each(Object.entries(SURFACES))('on %s', (_, send) => {
  test('the default of an input is accepted as it is shown, and is the same value', () => {
    fc.assert(
      fc.property(definition, fc.boolean(), (given, required) => {
        const input = parsed({ ...given, required });
        fc.pre(input?.default !== undefined);
        expect(readInputs([input as RequestInput], send(input as RequestInput), 'en')).toStrictEqual({
          it: input?.default,
        });
      }),
      {
        examples: [
          ...[1e-7, 1e21, -0, 5e-324, Number.MAX_VALUE, 2 ** 53 + 2, 0.1].map((value): [object, boolean] => [
            { type: 'number', default: value },
            true,
          ]),
          [{ type: 'date', default: '0001-01-01' }, true],
        ] as [never, boolean][],
      },
    );
  });
});

test('a number may be the default whatever its size', () => {
  fc.assert(fc.property(number, (value) => parsed({ type: 'number', default: value }) !== undefined));
});
