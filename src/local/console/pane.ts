import { html } from 'hono/html';

/** One entry of a pane: the page replaces it when its HTML changes, and leaves it alone otherwise. */
export interface PaneItem {
  /** Unique in the page. */
  readonly id: string;
  readonly html: string;
}

/** A moment; the page shows it in the reader's own time zone. */
export function renderTime(date: Date) {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}
