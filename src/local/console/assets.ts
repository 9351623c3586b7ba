import { readFile } from 'node:fs/promises';
import type { Route, Routes } from './route.ts';

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** The files of this folder that the page loads. */
const TYPES: Readonly<Record<string, string>> = {
  'client.js': SCRIPT,
  'fields.js': SCRIPT,
  'modal.js': SCRIPT,
  'panes.js': SCRIPT,
  'send.js': SCRIPT,
  'page.css': STYLE,
  'panes.css': STYLE,
  'slack.css': STYLE,
  'icon.svg': 'image/svg+xml',
};

/** Each file under `/_local/`. */
export function assetRoutes(): Routes {
  const routes = Object.entries(TYPES).map(
    ([name, type]) => [`GET /_local/${name}`, asset(name, type)] as const,
  );
  return Object.fromEntries(routes);
}

function asset(name: string, type: string): Route {
  return async (_, response) => {
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    response.end(await readFile(new URL(name, import.meta.url)));
  };
}
