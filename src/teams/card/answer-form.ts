import { inputsOf } from '../../approval/actions.ts';
import type { ApprovalRequest } from '../../approval/approval.ts';
import type { RequestInput } from '../../approval/inputs.ts';
import type { Wording } from '../../wording/index.ts';
import { type Answer, answerNamed, titleOf } from './answer.ts';
import { ASK, DECIDE, executeAction } from './decide-actions.ts';
import { type AdaptiveCard, adaptiveCard, type Element, textBlock } from './elements.ts';
import { inputElement, inputId } from './input-elements.ts';
import { escapeMarkdown } from './markdown.ts';
import { commentId, commentInput, confirmation, type Filled, inputWith } from './questions.ts';

/**
 * Of the empty inputs of one page, in characters of JSON. One choice needs 17,000 at most. All values need 10,000, and what is wrong
 * with them 8,000: a card with all of this has less than the 40,000 of a message.
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
  const pages = pagesOf(asked, (input) => inputElement(action, input, wording, ''));
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
    ...inputs.flatMap((input) => inputWith(input, answer, wording, filled)),
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

/** As many inputs on each page as it has room for; at least one. What is filled in moves no input to another page. */
function pagesOf(
  inputs: readonly RequestInput[],
  emptyElement: (input: RequestInput) => Element,
): readonly (readonly RequestInput[])[] {
  const pages: RequestInput[][] = [[]];
  let room = MAX_PAGE;
  for (const input of inputs) {
    const size = JSON.stringify(emptyElement(input)).length;
    if (size > room && pages.at(-1)?.length) {
      pages.push([]);
      room = MAX_PAGE;
    }
    pages.at(-1)?.push(input);
    room -= size;
  }
  return pages;
}

function numberOf(page: Page, pages: readonly (readonly RequestInput[])[], { problems }: Filled): number {
  if (typeof page === 'number') return Math.min(page, pages.length - 1);
  const first = pages.findIndex((inputs) => inputs.some(({ name }) => problems?.has(name)));
  return Math.max(0, first);
}

/** What was filled in on the other pages, as the inputs would send it. */
function kept({ action }: Answer, { values, comment }: Filled, shown: readonly RequestInput[]) {
  const elsewhere = Object.entries(values).filter(([name]) => !shown.some((one) => one.name === name));
  return {
    ...Object.fromEntries(elsewhere.map(([name, value]) => [inputId(action, name), value])),
    ...(comment !== undefined && { [commentId(action)]: comment }),
  };
}
