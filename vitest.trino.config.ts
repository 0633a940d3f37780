import { defineConfig } from 'vitest/config';

/** `npm run test:trino`: the models on a real Trino server, compared with DuckDB. See docs/engines.md. */
export default defineConfig({
  test: {
    include: ['test/trino/**/*.test.ts'],
    globalSetup: ['test/support/finished-demo.ts', 'test/trino/support/global-setup.ts'],
    setupFiles: ['test/setup/no-outside-network.ts'],
    // The server plans a statement on one core; every file that runs has a catalogue of its own (MEMORY_CATALOGS).
    maxWorkers: 2,
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
});
