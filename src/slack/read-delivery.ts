import { id, list, Malformed, mapOf, object, optional, type Shape, text, whole } from './shapes.ts';

const USER = object({ id, username: optional(text), name: optional(text), team_id: optional(text) });
const TEAM = optional(object({ id: optional(text) }));
const OPTION = object({ value: text });

/** The blocks of a message are sent to Slack again, so they are kept as they are. */
const BLOCK = whole({
  type: text,
  block_id: optional(text),
  elements: optional(list(whole({ action_id: optional(text), value: optional(text) }))),
});

/** What a person typed or chose in a field (Slack: "view_submission payload"). */
const FIELD = object({
  value: optional(text),
  selected_date: optional(text),
  selected_user: optional(text),
  selected_users: optional(list(text)),
  selected_conversation: optional(text),
  selected_option: optional(OPTION),
  selected_options: optional(list(OPTION)),
});

const INTERACTIONS = new Map<unknown, Shape>([
  [
    'block_actions',
    object({
      type: text,
      user: USER,
      team: TEAM,
      container: optional(object({ channel_id: optional(text), message_ts: optional(text) })),
      channel: optional(object({ id: text })),
      message: optional(object({ ts: optional(text), blocks: optional(list(BLOCK)) })),
      response_url: optional(text),
      trigger_id: optional(text),
      actions: list(
        object({
          type: text,
          action_id: text,
          block_id: optional(text),
          value: optional(text),
          selected_option: optional(OPTION),
        }),
      ),
    }),
  ],
  [
    'view_submission',
    object({
      type: text,
      user: USER,
      team: TEAM,
      trigger_id: optional(text),
      view: object({
        callback_id: text,
        private_metadata: text,
        state: object({ values: mapOf(mapOf(FIELD)) }),
      }),
    }),
  ],
  ['shortcut', object({ type: text, user: USER, team: TEAM, callback_id: text, trigger_id: text })],
]);

const COMMAND = object({
  command: id,
  text: optional(text),
  user_id: id,
  user_name: optional(text),
  channel_id: optional(text),
  trigger_id: optional(text),
  response_url: optional(text),
});

const HOME_OPENED = object({ type: text, user: id, tab: text });
const OTHER_EVENT = object({ type: text });

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
    if ([Malformed, SyntaxError, RangeError].some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

/** A slash command, an interaction, or a check of the endpoint (Slack: "Implementing slash commands", "ssl_check"). */
function readForm(form: URLSearchParams): string {
  const payload = form.get('payload');
  if (payload !== null) return asForm({ payload: JSON.stringify(readInteraction(JSON.parse(payload))) });
  const fields = Object.fromEntries([...form].reverse());
  return asForm(form.has('ssl_check') ? { ssl_check: '1' } : COMMAND(fields));
}

function readInteraction(payload: unknown): unknown {
  const { type } = whole({})(payload);
  const shape = INTERACTIONS.get(type);
  if (!shape) throw new Malformed('the app declares no such interaction');
  return shape(payload);
}

function readEvent(body: unknown): object {
  const { type, challenge, event } = whole({})(body);
  if (type === 'url_verification') return { type, challenge: text(challenge) };
  if (type !== 'event_callback') throw new Malformed('this is no event');
  const other = OTHER_EVENT(event);
  return { type, event: other.type === 'app_home_opened' ? HOME_OPENED(event) : other };
}

function asForm(fields: object): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given).toString();
}
