import { isObject, parseJson } from '../../json.ts';
import { createNewest } from '../../newest.ts';
import { ACCOUNT, arnOf, REGION } from '../arn.ts';
import { constraintViolation, unsupported } from '../protocol/aws-error.ts';
import { type Operations, operation } from '../protocol/operation.ts';

/** An event on the default bus, as a target of a rule gets it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, UTC, without milliseconds */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventBridge {
  readonly operations: Operations;
  /** The newest events, oldest first. */
  readonly events: () => readonly BusEvent[];
}

interface EventBridgeOptions {
  readonly newId: () => string;
  readonly now: () => Date;
  readonly onChange: () => void;
  /** How many events stay. */
  readonly keep: number;
}

/** API reference of PutEvents. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;
const BUSES: readonly unknown[] = [undefined, 'default', arnOf('events', 'event-bus/default')];
const OPTIONAL = ['Time', 'EventBusName', 'Resources'];

/** The default event bus, without rules: it keeps the events. */
export function createEventBridge({ newId, now, onChange, keep }: EventBridgeOptions): EventBridge {
  const events = createNewest<BusEvent>({ limit: keep });

  /** One entry of the answer: the id of the event, or why it was refused. */
  function put(entry: unknown) {
    const { Source: source, DetailType: type, Detail: text, ...more } = isObject(entry) ? entry : {};
    const other = Object.keys(more).find((name) => !OPTIONAL.includes(name));
    if (other) throw unsupported(`the member '${other}' of an event`);
    if (!BUSES.includes(more.EventBusName)) throw unsupported('an event bus other than the default one');
    if (typeof source !== 'string' || typeof type !== 'string' || source === '' || type === '') {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameters Source and DetailType are required.' };
    }
    const detail = typeof text === 'string' ? parseJson(text) : undefined;
    if (!isObject(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const id = newId();
    events.set(id, eventOf({ id, type, source, detail, ...more }));
    return { EventId: id };
  }

  function eventOf({
    id,
    type,
    source,
    detail,
    Time,
    Resources,
  }: {
    id: string;
    type: string;
    source: string;
    detail: BusEvent['detail'];
    Time?: unknown;
    Resources?: unknown;
  }): BusEvent {
    const at = typeof Time === 'number' ? new Date(Time * 1000) : now();
    return {
      version: '0',
      id,
      'detail-type': type,
      source,
      account: ACCOUNT,
      time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: Array.isArray(Resources) ? Resources.map(String) : [],
      detail,
    };
  }

  const putEvents = operation('PutEvents', { Entries: { type: 'list', required: true } }, ({ Entries }) => {
    if (Entries.length === 0 || Entries.length > MAX_ENTRIES) {
      throw constraintViolation("Value at 'entries'", `Member must have length between 1 and ${MAX_ENTRIES}`);
    }
    if (Buffer.byteLength(JSON.stringify(Entries)) > MAX_BYTES) {
      throw constraintViolation("Value at 'entries'", `Total size must be at most ${MAX_BYTES} bytes`);
    }
    const results = Entries.map(put);
    onChange();
    return {
      Entries: results,
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
    };
  });

  return { operations: { PutEvents: putEvents }, events: events.values };
}
