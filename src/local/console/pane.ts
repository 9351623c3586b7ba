import { html } from 'hono/html';

/** One entry of a pane. The page replaces an entry only if its HTML changes. */
export interface PaneItem {
  /** Unique in the page. */
  readonly id: string;
  readonly html: string;
}

/** A time in UTC. The page converts it to the reader's time zone. */
export function renderTime(date: Date) {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}
