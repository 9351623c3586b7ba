import { REFUSAL_CODES } from './callback/errors.ts';
import type { LogLine } from './log.ts';

/** One value of a CloudWatch metric. */
export interface Measurement {
  readonly name:
    | 'ColdStart'
    | 'Decisions'
    | 'Refusals'
    | 'ServiceErrors'
    | 'DeliveryFailures'
    | 'LinksWithheld'
    | 'IgnoredRecords'
    | 'TimeToDecision';
  readonly unit: 'Count' | 'Seconds';
  readonly value: number;
  /** The dimensions of the metric. It is recorded for each of them, and for the whole deployment. */
  readonly by: Readonly<Record<string, string>>;
  /** Not for the whole deployment. */
  readonly onlyBy?: true;
}

/** Events of failed deliveries, and their surface if the log line has none. A delivery sends or updates a message. */
const DELIVERY_FAILURES: Readonly<Record<string, string>> = {
  reply_failed: 'slack',
  direct_failed: 'slack',
  update_failed: 'slack',
  tell_failed: 'slack',
  modal_failed: 'slack',
  home_failed: 'slack',
  mail_undelivered: 'email',
};
/**
 * The event of Bolt's own log lines. Bolt logs a failed listener again, but the log line of the request counts already.
 */
const BOLT_EVENT = 'bolt';
/** The event of links that were not sent, because a subscription is wrong. It has an alarm of its own. */
const WITHHELD_EVENT = 'links_withheld';
/** The event of records in a history that Countersign did not write: see docs/decisions/proofs.md. */
const IGNORED_EVENT = 'record_ignored';
const CODES: ReadonlySet<unknown> = new Set(REFUSAL_CODES);

/** Returns the metric values of a log line. Metrics are derived from log lines, so that both always agree. */
export function measure(line: LogLine): readonly Measurement[] {
  const undelivered = deliveryFailure(line);
  if (undelivered) return [undelivered];
  if (line.event === BOLT_EVENT) return [];
  if (line.event === WITHHELD_EVENT) return [count('LinksWithheld', {})];
  if (line.event === IGNORED_EVENT) return [count('IgnoredRecords', {}, Number(line.records))];
  return [...decision(line), ...refusal(line), ...waited(line)];
}

function decision({ outcome, decided }: LogLine): Measurement[] {
  if (!decided || outcome !== 'accepted') return [];
  const { via, action } = decided as { via: string; action: string };
  return [count('Decisions', { via, action })];
}

function refusal({ level, outcome }: LogLine): Measurement[] {
  if (!CODES.has(outcome)) return level === 'error' ? [count('ServiceErrors', {})] : [];
  const refused = count('Refusals', { code: String(outcome) });
  // NotPermitted: an administrator must change the deployment, so the alarm counts it too.
  const isOurFault = outcome === 'ServiceError' || outcome === 'NotPermitted';
  return isOurFault ? [refused, count('ServiceErrors', {})] : [refused];
}

function deliveryFailure({ event, surface }: LogLine): Measurement | undefined {
  const isFailure = event in DELIVERY_FAILURES || /^(?:ask|announce|notify)_failed$/.test(event);
  const where = isFailure ? (surface ?? DELIVERY_FAILURES[event]) : undefined;
  return where ? count('DeliveryFailures', { surface: String(where) }) : undefined;
}

function waited({ waited_ms: waitedMs }: LogLine): Measurement[] {
  if (typeof waitedMs !== 'number') return [];
  return [{ name: 'TimeToDecision', unit: 'Seconds', value: waitedMs / 1000, by: {} }];
}

function count(name: Measurement['name'], by: Measurement['by'], value = 1): Measurement {
  return { name, unit: 'Count', value, by };
}
