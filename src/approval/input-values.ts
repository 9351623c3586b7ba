import { wordingFor } from '../wording/index.ts';
import { readDecimal } from './decimal.ts';
import { findProblem, type InputValue, type InputValues, type RequestInput } from './inputs.ts';
import { InvalidInputs } from './invalid-inputs.ts';
import { oneLine } from './text.ts';

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
  if (input.type === 'number') {
    const number = mayBeRounded(given, input) ? undefined : readDecimal(text);
    return typeof number === 'number' ? number : text;
  }
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
