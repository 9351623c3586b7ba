import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { objects } from './block-ids.ts';

/** A global shortcut of the app. */
export interface Shortcut {
  readonly name: string;
  readonly callbackId: string;
}

/** The global shortcuts of manifest.yml. */
export function readShortcuts(): readonly Shortcut[] {
  const { features } = parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'));
  return objects(features?.shortcuts)
    .filter(({ type }) => type === 'global')
    .map(({ name, callback_id }) => ({ name: String(name), callbackId: String(callback_id) }));
}
