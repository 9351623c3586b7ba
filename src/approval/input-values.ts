import { Refusal } from '../callback/errors.ts';
import { wordingFor } from '../wording/index.ts';
import { findProblem, type InputValue, type InputValues, type RequestInput } from './inputs.ts';
import { MAX_INPUT_TEXT } from './limits.ts';
import { oneLine } from './text.ts';

/** The refusal of values that a person gave, with a sentence for each of them that is wrong. */
export class InvalidInputs extends Refusal {
  /** By the names of the inputs, in the language of the request. */
  readonly problems: ReadonlyMap<string, string>;

  constructor(problems: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>) {
    const sentences = [...problems].map(([name, problem]) => `${labels.get(name)}: ${problem}`);
    super('InvalidInputs', sentences.join(' '));
    this.problems = problems;
  }
}

/**
 * Checks what a person gave, as a form sends it: texts, and in a card also numbers and true or false. An input that the
 * action does not ask for is left out, and so is one that is empty.
 *
 * @param asked the inputs that the action asks for
 * @throws {InvalidInputs}
 */
export function readInputs(
  asked: readonly RequestInput[],
  given: Readonly<Record<string, unknown>>,
  locale: string | undefined,
): InputValues {
  const { problems: sentences } = wordingFor(locale).inputs;
  const values: Record<string, InputValue> = {};
  const problems = new Map<string, string>();
  for (const input of asked) {
    const value = Object.hasOwn(given, input.name) ? givenValue(input, given[input.name]) : undefined;
    const problem = findProblem(input, value);
    if (problem) problems.set(input.name, sentences[problem](input));
    else if (value !== undefined) values[input.name] = value;
  }
  if (problems.size === 0) return values;
  throw new InvalidInputs(problems, new Map(asked.map(({ name, label }) => [name, label])));
}

/** The value that a form sent; undefined where it is empty. A text that is not of the type of its input stays a text. */
function givenValue(input: RequestInput, given: unknown): InputValue | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof given)) return undefined;
  const text = oneLine(String(given));
  if (text === '') return undefined;
  if (input.type === 'number') return mayBeRounded(given, input) ? text : (numberOf(text) ?? text);
  if (input.type === 'yesno') return YES_OR_NO.get(text) ?? text;
  return text;
}

/** The values of a form that has no checkboxes, which could not tell a no from no answer. */
const YES_OR_NO: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Whether an app that sends no text may have changed the number that a person typed. What the form had at first is known. */
function mayBeRounded(given: unknown, { default: first }: RequestInput): boolean {
  return typeof given === 'number' && Math.abs(given) > Number.MAX_SAFE_INTEGER && given !== first;
}

/**
 * A decimal number, also with an exponent, and in the wide characters of Chinese. A comma is refused: it separates decimals in some
 * countries, and thousands in others.
 *
 * @returns undefined also for a whole number with more digits than a JavaScript number keeps: it would become another one
 */
function numberOf(text: string): number | undefined {
  if (text.length > MAX_INPUT_TEXT) return undefined;
  const digits = text.replace(/[！-～]/g, (wide) => wide.normalize('NFKC')).replace(/^[−–]/, '-');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)) return undefined;
  const number = Number(digits);
  const isKept = Math.abs(number) <= Number.MAX_SAFE_INTEGER || digitsOf(digits) === digitsOf(`${number}`);
  // Not -0, which JSON does not have.
  return isKept ? number + 0 : undefined;
}

/** The digits of a number between the zeros at its ends, without its exponent. */
function digitsOf(number: string): string {
  return number.replace(/e.*$|\D/gi, '').replace(/^0+|0+$/g, '');
}
