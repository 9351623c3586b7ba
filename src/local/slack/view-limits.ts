import { isObject } from '../json.ts';
import { blocksErrors } from './block-limits.ts';
import { type Complaints, missing, optionalTextErrors, textErrors, tooLong } from './limit-checks.ts';

type View = Readonly<Record<string, unknown>>;

/** Slack's limits ("Views reference"), in characters (UTF-16 code units), in blocks, and in bytes. */
const MAX = {
  blocks: 100,
  title: 24,
  button: 24,
  privateMetadata: 3_000,
  id: 255,
  bytes: 250_000,
};

export interface ViewRefusal {
  readonly error: 'invalid_arguments' | 'view_too_large';
  /** In Slack's words, such as `must be less than 25 characters [json-pointer:/view/title/text]`. */
  readonly messages: readonly string[];
}

/** Slack's refusal of a modal or a home view, or undefined if Slack would accept it. */
export function refuseView(view: unknown): ViewRefusal | undefined {
  const messages = isObject(view) ? viewErrors(view) : ['must provide an object [json-pointer:/view]'];
  if (messages.length > 0) return { error: 'invalid_arguments', messages };
  if (Buffer.byteLength(JSON.stringify(view)) > MAX.bytes) return { error: 'view_too_large', messages: [] };
  return undefined;
}

function viewErrors(view: View): Complaints {
  return [
    ...(Array.isArray(view.blocks)
      ? blocksErrors(view.blocks, MAX.blocks, '/view/blocks')
      : missing({}, 'blocks', '/view')),
    ...tooLong(view.private_metadata, MAX.privateMetadata, '/view/private_metadata'),
    ...tooLong(view.callback_id, MAX.id, '/view/callback_id'),
    ...tooLong(view.external_id, MAX.id, '/view/external_id'),
    ...kindErrors(view),
  ];
}

function kindErrors(view: View): Complaints {
  if (view.type === 'home') return [];
  if (view.type !== 'modal') return ['must be one of: modal, home [json-pointer:/view/type]'];
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => block?.type === 'input');
  return [
    ...textErrors(view.title, MAX.title, '/view/title'),
    ...optionalTextErrors(view.submit, MAX.button, '/view/submit'),
    ...optionalTextErrors(view.close, MAX.button, '/view/close'),
    // Without a Submit button, a form cannot be sent.
    ...(hasInput ? missing(view, 'submit', '/view') : []),
  ];
}
