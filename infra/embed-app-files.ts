import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { ROOT } from './bundle.ts';

const TEAMS_APP = 'src/teams/app';

/**
 * Puts the files of the Slack app and the Teams app, and the definition of the deployment's own state machine, into the bundle, in place of
 * src/cli/manifest/app-files.ts and src/cli/check/own-machine.ts, which read them.
 */
export const embedAppFiles: Plugin = {
  name: 'embed-app-files',
  setup(build) {
    build.onLoad({ filter: /\/src\/cli\/manifest\/app-files\.ts$/ }, async () => {
      const teams = (await readdir(path.join(ROOT, TEAMS_APP))).map((file) => `${TEAMS_APP}/${file}`);
      const files: Record<string, string> = {};
      for (const file of ['manifest.yml', ...teams.sort()]) {
        files[file] = await readFile(path.join(ROOT, file), 'base64');
      }
      return {
        contents: `
          const files = ${JSON.stringify(files)};
          export const readAppFile = async (file) => Buffer.from(files[file], 'base64');
        `,
      };
    });
    build.onLoad({ filter: /\/src\/cli\/check\/own-machine\.ts$/ }, async () => {
      const definition = await readFile(path.join(ROOT, 'workflow/approval-emails.asl.json'), 'utf8');
      return { contents: `export const OWN_MACHINE = ${JSON.stringify(definition)};` };
    });
  },
};
