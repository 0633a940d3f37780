import { defineConfig } from 'vitest/config';

/** `npm run test:aws`: the deployment rehearsed on this machine. See test/aws/README.md. */
export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    setupFiles: ['test/setup/no-outside-network.ts'],
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
});
