import { defineConfig } from 'vitest/config';

/** What needs an AWS account, emulated or real: `npm run test:deployed`, which is test/deployed/run.ts. */
export default defineConfig({
  test: {
    include: ['test/**/*.deployed.ts'],
    // An emulated account needs seconds; a real one, minutes to deploy and a cold start for each function.
    testTimeout: 120_000,
    hookTimeout: 900_000,
  },
});
