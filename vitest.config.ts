import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/{e2e,kill,trino,aws,dbt}/**', '**/node_modules/**'],
    testTimeout: 240_000,
    hookTimeout: 400_000,
    maxWorkers: 2,
    globalSetup: ['test/setup/compiled.ts'],
    setupFiles: ['test/setup/no-outside-network.ts'],
  },
});
