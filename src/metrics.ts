import { REFUSAL_CODES } from './callback/errors.ts';
import type { LogLine } from './log.ts';

/** A number for CloudWatch, with the dimensions that it is told apart by, one at a time. */
export interface Measurement {
  readonly name: 'Decisions' | 'Refusals' | 'ServiceErrors' | 'DeliveryFailures' | 'TimeToDecision';
  readonly unit: 'Count' | 'Seconds';
  readonly value: number;
  readonly by: Readonly<Record<string, string>>;
}

/** What could not be sent, or brought up to date, by the event that says so, and where, unless its line says it. */
const DELIVERY_FAILURES: Readonly<Record<string, string>> = {
  reply_failed: 'slack',
  update_failed: 'slack',
  tell_failed: 'slack',
  modal_failed: 'slack',
  home_failed: 'slack',
};
/** What Bolt says of a listener that threw, twice: the line of the request has told it. */
const TOLD_AGAIN = 'bolt';
const CODES: ReadonlySet<unknown> = new Set(REFUSAL_CODES);

/** What a log line counts as. The line and the number come from one place, so that they cannot disagree. */
export function measure(line: LogLine): readonly Measurement[] {
  const undelivered = deliveryFailure(line);
  if (undelivered) return [undelivered];
  if (line.event === TOLD_AGAIN) return [];
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
  return outcome === 'ServiceError' ? [refused, count('ServiceErrors', {})] : [refused];
}

function deliveryFailure({ event, surface }: LogLine): Measurement | undefined {
  const isFailure = event in DELIVERY_FAILURES || /^(?:ask|announce)_failed$/.test(event);
  const where = isFailure ? (surface ?? DELIVERY_FAILURES[event]) : undefined;
  return where ? count('DeliveryFailures', { surface: String(where) }) : undefined;
}

function waited({ waited_ms: waitedMs }: LogLine): Measurement[] {
  if (typeof waitedMs !== 'number') return [];
  return [{ name: 'TimeToDecision', unit: 'Seconds', value: waitedMs / 1000, by: {} }];
}

function count(name: Measurement['name'], by: Measurement['by']): Measurement {
  return { name, unit: 'Count', value: 1, by };
}
