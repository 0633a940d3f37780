import { defineConfig } from 'vitest/config';

/** `npm run test:dbt`: real dbt builds the model project on DuckDB and on Trino. See docs/engines.md. */
export default defineConfig({
  test: {
    include: ['test/dbt/**/*.test.ts'],
    globalSetup: ['test/support/finished-demo.ts', 'test/trino/support/global-setup.ts'],
    setupFiles: ['test/setup/no-outside-network.ts'],
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
});
