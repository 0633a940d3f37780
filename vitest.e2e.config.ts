import { defineConfig } from 'vitest/config';

/** `npm run test:e2e`: whole pipelines, and runs killed at chance. Needs nothing but Node; longer than a few minutes. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts', 'test/kill/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 400_000,
    maxWorkers: 2,
    globalSetup: ['test/setup/compiled.ts'],
    setupFiles: ['test/setup/no-outside-network.ts'],
  },
});
