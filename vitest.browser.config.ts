import { defineConfig } from 'vitest/config';

/** What needs a browser: `npm run test:browser`. CHROMIUM names another one than Debian's. */
export default defineConfig({
  test: { include: ['test/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
