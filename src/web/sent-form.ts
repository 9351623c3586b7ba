import type { Payload } from '../callback/payload.ts';
import { type HttpRequest, mediaType } from '../http.ts';
import { type TypedInputs, typedInputs } from './input-fields.ts';

/** What a person has typed into the form already. */
export interface Written {
  readonly comment?: string | undefined;
  readonly typed?: string | undefined;
  readonly inputs?: TypedInputs | undefined;
  /** The person who was named. */
  readonly delegateTo?: string | undefined;
}

/** The typed text is not kept: a program that posts the form as it finds it must not send it. */
export function writtenIn(request: HttpRequest, payload: Payload | undefined): Written {
  return {
    comment: fieldIn(request, payload, 'comment'),
    inputs: inputsIn(request),
    delegateTo: fieldIn(request, payload, 'delegate_to'),
  };
}

/** A field of our form; undefined where another type of body, or none, was sent. The form of a post action is its caller's. */
export function fieldIn(
  { headers, body }: HttpRequest,
  payload: Payload | undefined,
  name: 'comment' | 'typed' | 'transaction_id' | 'delegate_to',
): string | undefined {
  if (payload?.action.type === 'post') return undefined;
  return formIn({ headers, body }).get(name) ?? undefined;
}

/** The form that was sent; an empty one where another type of body, or none, was sent. */
function formIn({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): URLSearchParams {
  const isForm = mediaType(headers['content-type']) === 'application/x-www-form-urlencoded';
  return new URLSearchParams(isForm ? body.toString('utf8') : '');
}

/** The inputs; undefined if the form has none. */
export function inputsIn(request: HttpRequest): TypedInputs | undefined {
  return typedInputs(formIn(request));
}
