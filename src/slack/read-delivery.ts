import {
  array,
  type GenericSchema,
  literal,
  looseObject,
  nonEmpty,
  notValue,
  nullish,
  object,
  parse,
  pipe,
  record,
  string,
  transform,
  union,
  unknown,
  ValiError,
  variant,
} from 'valibot';
import { DELEGATE } from './blocks/delegate-menu.ts';

const text = string();
const id = pipe(text, nonEmpty());

/** Slack sends null for what is missing. */
function optional<T extends GenericSchema>(schema: T) {
  return pipe(
    nullish(schema),
    transform((value) => value ?? undefined),
  );
}

const USER = object({ id, username: optional(text), name: optional(text), team_id: optional(text) });
const TEAM = optional(object({ id: optional(text) }));
const OPTION = object({ value: text });

const ELEMENTS = array(looseObject({ action_id: optional(text), value: optional(text) }));
const BUTTONS = looseObject({ type: literal('actions'), block_id: optional(text), elements: ELEMENTS });
const OTHER_BLOCK = looseObject({
  type: pipe(text, notValue('actions')),
  block_id: optional(text),
  elements: optional(ELEMENTS),
});
/** The blocks of a message are sent to Slack again, so they are kept as they are. */
const BLOCK = union([BUTTONS, OTHER_BLOCK]);

/** What a person typed or chose in a field (Slack: "view_submission payload"). */
const FIELD = object({
  value: optional(text),
  selected_date: optional(text),
  selected_user: optional(text),
  selected_users: optional(array(text)),
  selected_conversation: optional(text),
  selected_option: optional(OPTION),
  selected_options: optional(array(OPTION)),
});

const ACTION = { type: text, block_id: optional(text) };
/**
 * The chosen option of the menu beside the buttons (Slack: "Overflow menu element"). Bolt finds the listener by the id of the
 * action, so the id tells which form the action must have.
 */
const MENU = object({ ...ACTION, action_id: literal(DELEGATE), selected_option: OPTION });
const BUTTON = object({ ...ACTION, action_id: pipe(text, notValue(DELEGATE)), value: optional(text) });

const PRESS = object({
  type: literal('block_actions'),
  user: USER,
  team: TEAM,
  container: optional(object({ channel_id: optional(text), message_ts: optional(text) })),
  channel: optional(object({ id: text })),
  message: optional(object({ ts: optional(text), blocks: optional(array(BLOCK)) })),
  response_url: optional(text),
  trigger_id: optional(text),
  actions: pipe(array(union([MENU, BUTTON])), nonEmpty()),
});

const FORM = object({
  type: literal('view_submission'),
  user: USER,
  team: TEAM,
  trigger_id: optional(text),
  view: object({
    callback_id: text,
    private_metadata: text,
    state: object({ values: record(text, record(text, FIELD)) }),
  }),
});

const SHORTCUT = object({
  type: literal('shortcut'),
  user: USER,
  team: TEAM,
  callback_id: text,
  trigger_id: text,
});

const INTERACTION = variant('type', [PRESS, FORM, SHORTCUT]);

const COMMAND = object({
  command: id,
  text: optional(text),
  user_id: id,
  user_name: optional(text),
  channel_id: optional(text),
  trigger_id: optional(text),
  response_url: optional(text),
});

const HOME_OPENED = object({ type: literal('app_home_opened'), user: id, tab: text });
const OTHER_EVENT = object({ type: text });

const EVENT = variant('type', [
  object({ type: literal('url_verification'), challenge: text }),
  object({ type: literal('event_callback'), event: unknown() }),
]);

/**
 * Reads a body that Slack signed: what the listeners and Bolt need of it, and nothing else. Bolt checks no form, and would throw
 * in many places.
 *
 * @param contentType without parameters
 * @returns the body for Bolt; undefined if it does not have the form that Slack documents
 */
export function readDelivery(body: string, contentType: string): string | undefined {
  try {
    if (contentType === 'application/json') return JSON.stringify(readEvent(JSON.parse(body)));
    if (contentType === 'application/x-www-form-urlencoded') return readForm(new URLSearchParams(body));
    return undefined;
  } catch (error) {
    // JSON.stringify throws a RangeError for blocks that are nested by the thousand; JSON.parse does not.
    if ([ValiError, SyntaxError, RangeError].some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

/** A slash command, an interaction, or a check of the endpoint (Slack: "Implementing slash commands", "ssl_check"). */
function readForm(form: URLSearchParams): string {
  const payload = form.get('payload');
  if (payload !== null) return asForm({ payload: JSON.stringify(parse(INTERACTION, JSON.parse(payload))) });
  const fields = Object.fromEntries([...form].reverse());
  return asForm(form.has('ssl_check') ? { ssl_check: '1' } : parse(COMMAND, fields));
}

function readEvent(body: unknown): object {
  const read = parse(EVENT, body);
  if (read.type === 'url_verification') return read;
  const other = parse(OTHER_EVENT, read.event);
  return { ...read, event: other.type === 'app_home_opened' ? parse(HOME_OPENED, read.event) : other };
}

function asForm(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return new URLSearchParams(given).toString();
}
