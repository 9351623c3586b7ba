import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';

/** The files of this folder that the page loads. No other file is served. */
const ASSETS = [
  'client.js',
  'fields.js',
  'modal.js',
  'panes.js',
  'send.js',
  'page.css',
  'panes.css',
  'slack.css',
  'icon.svg',
];

/** Each asset by its name, read anew for every request. */
export function assetRoutes(): Hono {
  const app = new Hono();
  for (const name of ASSETS) {
    app.get(`/${name}`, async (c) =>
      c.body(await readFile(new URL(name, import.meta.url)), 200, {
        'content-type': getMimeType(name) ?? 'application/octet-stream',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      }),
    );
  }
  return app;
}
