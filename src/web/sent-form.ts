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
export function writtenIn(request: HttpRequest): Written {
  return {
    comment: fieldIn(request, 'comment'),
    inputs: inputsIn(request),
    delegateTo: fieldIn(request, 'delegate_to'),
  };
}

/** A field of the form; undefined where another type of body, or none, was sent. */
export function fieldIn(
  { headers, body }: HttpRequest,
  name: 'comment' | 'typed' | 'transaction_id' | 'delegate_to',
): string | undefined {
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
