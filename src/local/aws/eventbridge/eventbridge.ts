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
const MEMBERS = ['Source', 'DetailType', 'Detail', 'Time', 'EventBusName', 'Resources'];

type Entry = Readonly<Record<string, unknown>>;

/** The default event bus, without rules: it keeps the events. */
export function createEventBridge({ newId, now, onChange, keep }: EventBridgeOptions): EventBridge {
  const events = createNewest<BusEvent>({ limit: keep });

  /** One entry of the answer: the id of the event, or why it was refused. */
  function put({ Source, DetailType, Detail, Time, Resources }: Entry) {
    if (!isText(Source) || !isText(DetailType)) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameters Source and DetailType are required.' };
    }
    const detail = typeof Detail === 'string' ? parseJson(Detail) : undefined;
    if (!isObject(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const at = typeof Time === 'number' ? new Date(Time * 1000) : now();
    const id = newId();
    events.set(id, {
      version: '0',
      id,
      'detail-type': DetailType,
      source: Source,
      account: ACCOUNT,
      time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: Array.isArray(Resources) ? Resources.map(String) : [],
      detail,
    });
    return { EventId: id };
  }

  const putEvents = operation('PutEvents', { Entries: { type: 'list', required: true } }, ({ Entries }) => {
    if (Entries.length === 0 || Entries.length > MAX_ENTRIES) {
      throw constraintViolation("Value at 'entries'", `Member must have length between 1 and ${MAX_ENTRIES}`);
    }
    if (Buffer.byteLength(JSON.stringify(Entries)) > MAX_BYTES) {
      throw constraintViolation("Value at 'entries'", `Total size must be at most ${MAX_BYTES} bytes`);
    }
    const entries = Entries.map((entry): Entry => (isObject(entry) ? entry : {}));
    // Before the first event is kept: a call that is refused has no effect.
    entries.forEach(assertSupported);
    const results = entries.map(put);
    onChange();
    return {
      Entries: results,
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
    };
  });

  return { operations: { PutEvents: putEvents }, events: events.values };
}

/** What EventBridge takes, and this does not. */
function assertSupported(entry: Entry): void {
  const other = Object.keys(entry).find((name) => !MEMBERS.includes(name));
  if (other) throw unsupported(`the member '${other}' of an event`);
  if (!BUSES.includes(entry.EventBusName)) throw unsupported('an event bus other than the default one');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
