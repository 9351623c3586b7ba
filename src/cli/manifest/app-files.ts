import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);

/**
 * Reads a file of the Slack app or the Teams app. The bundled command has these files inside: there, infra/embed-app-files.ts
 * replaces this module.
 *
 * @param file its path from the root of the repository: `manifest.yml`, or a file in `src/teams/app/`
 */
export function readAppFile(file: string): Promise<Uint8Array> {
  return readFile(fileURLToPath(new URL(file, ROOT)));
}
