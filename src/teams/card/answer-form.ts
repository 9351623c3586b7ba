import { inputsOf } from '../../approval/actions.ts';
import type { ApprovalRequest } from '../../approval/approval.ts';
import type { RequestInput } from '../../approval/inputs.ts';
import type { Wording } from '../../wording/index.ts';
import { type Answer, answerNamed, titleOf } from './answer.ts';
import { ASK, DECIDE, executeAction } from './decide-actions.ts';
import { type AdaptiveCard, adaptiveCard, type Element, textBlock } from './elements.ts';
import { inputId } from './input-elements.ts';
import { escapeMarkdown } from './markdown.ts';
import { commentId, commentInput, confirmation, type Filled, inputWith } from './questions.ts';

/**
 * In characters of JSON. One choice needs 17,000 at most, and the values of the other pages 10,000: a card with both has less than
 * the 40,000 of a message.
 */
const MAX_PAGE = 17_500;

/** Which page of the form is shown, from 0. */
export type Page = number | 'first with a problem';

/**
 * The form of one answer, which replaces the card for the person who pressed its button. A form that is too long has pages: what
 * was filled in on one goes on in the data of the button, so nothing is stored.
 *
 * @param sealed the payload of the answer
 */
export function answerForm(
  request: ApprovalRequest,
  { action, sealed }: { readonly action: string; readonly sealed: string },
  given: Filled,
  wanted: Page,
  wording: Wording,
): AdaptiveCard {
  const answer = answerNamed(action, request);
  const asked = inputsOf(request, action);
  const filled = given.problems ? withoutDefaults(given, asked) : given;
  const pages = pagesOf(asked, (input) => inputWith(input, answer, wording, filled));
  const page = numberOf(wanted, pages, filled);
  const inputs = pages[page] ?? [];
  const isLast = page >= pages.length - 1;
  const { title, requester } = request;
  const line = (text: string) => textBlock(escapeMarkdown(text), { isSubtle: true, spacing: 'none' });
  const body = [
    textBlock(escapeMarkdown(title), { style: 'heading', size: 'large', weight: 'bolder' }),
    line(wording.askedBy(requester.name)),
    ...(pages.length > 1 ? [line(`${page + 1} / ${pages.length}`)] : []),
    ...(isLast ? confirmation(answer, request, wording) : []),
    ...inputs.flatMap(({ elements }) => elements),
    ...(isLast ? commentInput(answer, request, wording, filled.comment) : []),
  ];
  const data = { payload: sealed, ...kept(answer, filled, inputs) };
  const button = isLast
    ? executeAction(DECIDE, answer, titleOf(answer, wording), data)
    : executeAction(ASK, { action }, wording.teams.next, { ...data, page: page + 1 });
  return adaptiveCard(body, { fallbackText: title, actions: [button] });
}

/** Teams does not send empty inputs. In a form that was sent, they stay empty. */
function withoutDefaults(filled: Filled, asked: readonly RequestInput[]): Filled {
  const empty = Object.fromEntries(asked.map(({ name }) => [name, '']));
  return { ...filled, values: { ...empty, ...filled.values } };
}

interface Asked {
  readonly name: string;
  readonly elements: readonly Element[];
}

/** As many inputs on each page as it has room for; at least one. */
function pagesOf(
  inputs: readonly RequestInput[],
  elementsOf: (input: RequestInput) => readonly Element[],
): readonly (readonly Asked[])[] {
  const pages: Asked[][] = [[]];
  let room = MAX_PAGE;
  for (const input of inputs) {
    const asked = { name: input.name, elements: elementsOf(input) };
    const size = JSON.stringify(asked.elements).length;
    if (size > room && pages.at(-1)?.length) {
      pages.push([]);
      room = MAX_PAGE;
    }
    pages.at(-1)?.push(asked);
    room -= size;
  }
  return pages;
}

function numberOf(page: Page, pages: readonly (readonly Asked[])[], { problems }: Filled): number {
  if (typeof page === 'number') return Math.min(page, pages.length - 1);
  return Math.max(
    0,
    pages.findIndex((asked) => asked.some(({ name }) => problems?.has(name))),
  );
}

/** What was filled in on the other pages, as the inputs would send it. */
function kept({ action }: Answer, { values, comment }: Filled, shown: readonly Asked[]) {
  const elsewhere = Object.entries(values).filter(([name]) => !shown.some((one) => one.name === name));
  return {
    ...Object.fromEntries(elsewhere.map(([name, value]) => [inputId(action, name), value])),
    ...(comment !== undefined && { [commentId(action)]: comment }),
  };
}
