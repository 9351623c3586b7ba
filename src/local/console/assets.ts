import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';

/** The files of this folder that the page loads. */
const FILES = [
  'client.js',
  'fields.js',
  'modal.js',
  'panes.js',
  'send.js',
  'teams.js',
  'teams-cards.js',
  'page.css',
  'panes.css',
  'slack.css',
  'teams.css',
  'icon.svg',
];

/** The files of packages that the page loads, by the names that the page uses. */
const PACKAGE_FILES = {
  'adaptivecards.js': 'adaptivecards/dist/adaptivecards.min.js',
  'markdown-it.js': 'markdown-it/dist/browser/markdown-it.esm.min.mjs',
};

/** Where the assets are, by name. No other file is served. */
const ASSETS: Readonly<Record<string, URL>> = {
  ...Object.fromEntries(FILES.map((name) => [name, new URL(name, import.meta.url)])),
  ...Object.fromEntries(
    Object.entries(PACKAGE_FILES).map(([name, file]) => [
      name,
      new URL(`../../../node_modules/${file}`, import.meta.url),
    ]),
  ),
};

/** Each asset by its name, read anew for every request. */
export function assetRoutes(): Hono {
  const app = new Hono();
  for (const [name, file] of Object.entries(ASSETS)) {
    app.get(`/${name}`, async (c) =>
      c.body(await readFile(file), 200, {
        'content-type': getMimeType(name) ?? 'application/octet-stream',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      }),
    );
  }
  return app;
}
