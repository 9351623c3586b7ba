import type { PublishEvents } from '../approval/events.ts';
import { RepeatableError } from '../approval/repeatable.ts';
import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand } from './eventbridge-client.ts';
import { repeatable } from './repeatable.ts';

/** The `source` of all our events. */
const SOURCE = 'countersign';

/** Of an entry that may succeed later (API reference of PutEventsResultEntry). */
const PASSES = ['InternalFailure', 'InternalException', 'ThrottlingException'];

/**
 * @param eventBus its name or its ARN
 * @returns a function that puts events on a bus, at most 10 at once (PutEvents API reference). Throws a RepeatableError for an
 *   error that passes, and an error with the code of EventBridge for any other.
 */
export function createPublishEvents(options: EventBridgeClientConfig, eventBus: string): PublishEvents {
  const client = new EventBridgeClient(options);
  return async (events) => {
    const put = new PutEventsCommand({
      Entries: events.map(({ type, at, detail }) => ({
        EventBusName: eventBus,
        Source: SOURCE,
        DetailType: type,
        Time: at,
        Detail: JSON.stringify(detail),
      })),
    });
    const { Entries: entries = [] } = await repeatable('EventBridge', () => client.send(put));
    const refused = entries.flatMap(({ ErrorCode: code }) => (code === undefined ? [] : [code]));
    if (refused.length === 0) return;
    const error = new Error(`EventBridge refused an event with ${refused.join(', ')}.`);
    // All are published again if one of them may succeed then.
    if (!refused.some((code) => PASSES.includes(code))) throw error;
    throw new RepeatableError('EventBridge did not take an event.', { cause: error });
  };
}
