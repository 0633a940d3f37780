import { defineConfig } from 'vitest/config';

/** `npm run test:kill`: the crash loop at full length. The seed is printed; TOKENLEDGER_KILL_SEED repeats it. */
export default defineConfig({
  test: {
    include: ['test/kill/**/*.test.ts'],
    env: {
      TOKENLEDGER_KILLS: process.env.TOKENLEDGER_KILLS ?? '200',
      TOKENLEDGER_KILL_SEED: process.env.TOKENLEDGER_KILL_SEED ?? String(Date.now() % 1_000_000_000),
    },
  },
});
