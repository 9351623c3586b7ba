import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Loopback servers and real SDK clients: two workers on two cores, and no test that waits by the clock.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
