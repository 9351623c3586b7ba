import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const PACKAGE = path.join(import.meta.dirname, 'test/infra/examples/support/package.ts');

/** `npm test` runs the first project, `npm run test:browser`, `npm run test:package` and `npm run test:deployed` the others. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    // A quarter of the time, a test waits for a program that it started, or for a second attempt. Another worker has the core then.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      {
        // The examples import the package. Here, it has placeholders for the bundles.
        resolve: { alias: [{ find: /^countersign$/, replacement: PACKAGE }] },
        test: {
          name: 'offline',
          include: ['test/**/*.test.ts'],
          setupFiles: ['test/support/languages.ts', 'test/support/properties.ts'],
          // The modules of a worker are loaded once and not for each file, which halves the time: no test changes one.
          isolate: false,
          // Loopback servers and real SDK clients on two cores: a slow machine must not fail a test.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // CHROMIUM names another browser than Debian's.
        test: {
          name: 'browser',
          include: ['test/**/*.browser.ts'],
          setupFiles: ['test/support/languages.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/**/*.package.ts'],
          // npm and two compilers.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'deployed',
          include: ['test/**/*.deployed.ts'],
          setupFiles: ['test/support/languages.ts'],
          // An emulated account needs seconds; a real one, minutes to deploy and a cold start for each function.
          testTimeout: 120_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
