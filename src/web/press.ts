import { isTyped } from '../approval/typed-confirmation.ts';
import type { Press } from '../approval/verdict.ts';
import { Refusal } from '../callback/errors.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { assertAllowed, type Call, type Features, resolveAction } from '../callback/resolve-action.ts';
import { assertSameAction } from '../callback/url.ts';
import type { HttpRequest } from '../http.ts';
import type { Note } from '../invocation-log.ts';
import { readPostBody } from './json-body.ts';
import type { Link } from './link.ts';
import { fieldIn, inputsIn } from './sent-form.ts';

/** What a deployment allows in links. */
export interface LinkRules {
  readonly features: Features;
  /** The longest sealed payload of a button, in characters, for each surface that has buttons. */
  readonly buttons: ReadonlyMap<string, number>;
}

/**
 * Reads who presses, and what, from a request. A link does not tell who uses it, only to whom it was sent.
 *
 * @throws {Refusal} InvalidPayload for the payload of a button, ActionMismatched
 */
export function toPress(
  request: HttpRequest,
  link: Link,
  payload: Payload,
  { buttons, features }: LinkRules,
  note: Note,
): Press {
  const { action, context: { surface, recipient } = {} } = payload;
  const longestButton = buttons.get(surface ?? '');
  assertLink(link, longestButton);
  assertSameAction(action, link.parameters);
  return {
    who: recipient === undefined ? {} : { email: recipient },
    // A surface with buttons uses links only for payloads that are too long for a button. They open in a browser.
    via: surface === undefined || longestButton !== undefined ? 'web' : surface,
    comment: fieldIn(request, payload, 'comment'),
    inputs: inputsIn(request),
    ...delegateTo(request, payload),
    decides: isAnswer(request, payload),
    resolve: () => resolve(request, link, payload, features, note),
  };
}

/**
 * Whether a request decides. Only the page has fields for a comment, for what is typed and for inputs. An answer that asks for
 * inputs needs these fields, also if all may stay empty: a program that posts to each address it finds sends none.
 */
function isAnswer(request: HttpRequest, { action, context = {} }: Payload): boolean {
  const { comment, typed, inputs } = context;
  if (request.method === 'POST') return !inputs || inputsIn(request) !== undefined;
  const needsPage = action.confirm || comment === 'required' || typed !== undefined || inputs;
  return request.method === 'GET' && !needsPage;
}

/**
 * Refuses the payload of a button. All members of a channel can read the payloads of its buttons. Used as a link, such
 * a payload would decide without the name of a user.
 */
function assertLink({ sealed }: Link, longestButton: number | undefined): void {
  if (longestButton === undefined || sealed.length > longestButton) return;
  throw new Refusal('InvalidPayload', 'This payload belongs to a button and does not work as a link.');
}

/**
 * Resolves the action of a link with the parameters and the body of its request.
 *
 * @throws {Refusal} for a disabled feature, and for parameters or a body that do not fit the action
 */
async function resolve(
  request: HttpRequest,
  link: Link,
  payload: Payload,
  features: Features,
  note: Note,
): Promise<DirectPayload> {
  assertAllowed(payload, features);
  if (request.method === 'POST') {
    assertShown(payload, fieldIn(request, payload, 'transaction_id'));
    assertTyped(payload, fieldIn(request, payload, 'typed'));
  }
  const { action, outcome } = await resolveAction(payload, callOf(request, link, payload));
  if (outcome !== undefined) note({ post_outcome: outcome });
  return { ...payload, action };
}

/** Only a post action reads the body as data. */
function callOf(request: HttpRequest, { parameters }: Link, { action }: Payload): Call {
  if (action.type !== 'post') return { parameters };
  return { parameters, body: readPostBody(request, action.accept_form ?? false) };
}

/**
 * A form decides the approval that its page showed, in any of its rounds. A form that is sent twice must not decide also what is
 * asked again. A program that names no approval decides what waits now.
 */
function assertShown({ transactionId }: Payload, shown: string | undefined): void {
  if (shown === undefined || shown === transactionId) return;
  throw new Refusal(
    'AskedAgain',
    'The request was asked again after this page was opened. Open the link again, and decide what is asked now.',
  );
}

/** A program that posts the form as it finds it types nothing. */
function assertTyped({ context }: Payload, typed: string | undefined): void {
  if (context?.typed === undefined || isTyped(context.typed, typed)) return;
  throw new Refusal(
    'ConfirmationRequired',
    'This request is decided only with its text typed. Type it as the page shows it, and decide again.',
  );
}

/** The person whom the reader of the page names to decide in the reader's place. */
function delegateTo(request: HttpRequest, payload: Payload): Pick<Press, 'delegateTo'> {
  const person = request.method === 'POST' ? fieldIn(request, payload, 'delegate_to') : undefined;
  if (person === undefined) return {};
  assertShown(payload, fieldIn(request, payload, 'transaction_id'));
  return { delegateTo: { person } };
}
