import type { Block } from './block-ids.ts';

/** A number as Slack takes it: digits, with a sign and, if the element allows it, with a decimal point. */
export function isNumber(text: string, { is_decimal_allowed: hasDecimals }: Block): boolean {
  return (hasDecimals === true ? /^[+-]?(?:\d+\.?\d*|\.\d+)$/ : /^[+-]?\d+$/).test(text);
}

/** A day of the calendar, such as `2026-11-28`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
