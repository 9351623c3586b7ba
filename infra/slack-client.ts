import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { leftOutError, underNodeModules } from './left-out.ts';

/** The code that our functions need of a module, where it is a small part of the module. The key is a file under node_modules. */
const STAND_INS: Readonly<Record<string, string>> = {
  // src/slack/endpoint.ts needs these two. The module also loads what belongs to all other receivers.
  '@slack/bolt/dist/index.js': `
    exports.App = require('./App').default;
    exports.AwsLambdaReceiver = require('./receivers/AwsLambdaReceiver').default;
  `,
  // A queue of 100 calls at once. An instance of a function handles one event, and makes a few calls for it. The client pauses
  // the queue only without rejectRateLimitedCalls (src/slack/web-client.ts).
  'p-queue/dist/index.js': `
    export default class { add(task) { return task(); } }
  `,
  // src/slack/web-client.ts allows no retries here: its fetch has its own.
  'p-retry/index.js': `
    export class AbortError extends Error {
      constructor(cause) { super(cause.message, { cause }); }
    }
    export default async function pRetry(task) {
      try {
        return await task(1);
      } catch (error) {
        throw error instanceof AbortError ? error.cause : error;
      }
    }
  `,
};

/**
 * Keeps what our functions use of the Slack client and of Bolt. Of the methods of the Web API, these are the groups that
 * src/slack names, such as `chat`. The others throw a LeftOutError.
 */
export const onlyUsedOfSlack: Plugin = {
  name: 'only-used-of-slack',
  setup({ onLoad, initialOptions }) {
    for (const [place, contents] of Object.entries(STAND_INS)) {
      onLoad({ filter: underNodeModules(place) }, (file) => ({
        contents,
        resolveDir: path.dirname(file.path),
      }));
    }
    const ours = textIn(path.join(initialOptions.absWorkingDir ?? '.', 'src/slack'));
    onLoad({ filter: underNodeModules('@slack/web-api/dist/methods.js') }, async (file) => ({
      contents: (await readFile(file.path, 'utf8'))
        .replace(/^ +\w+: bind\w+\(this, '([\w.]+)'\),$/gm, (line, method) =>
          ours.includes(`.${method}(`) ? line : '',
        )
        .replace(/^ {4}(\w+) = (\{\n.*?^ {4}\});$/gms, (group, name, methods) =>
          methods.includes('bind') ? group : `get ${name}() { return leftOut('${name}'); }`,
        )
        .concat(
          `function leftOut(name) { ${leftOutError("' + name + '", 'src/slack calls no method of it')} }`,
        ),
    }));
  },
};

function textIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
