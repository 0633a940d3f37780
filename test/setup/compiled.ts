import { spawnSync } from 'node:child_process';

/** Compiles the program once before tests start it, also when the runner is called without `npm test`. */
export function setup(): void {
  const { status } = spawnSync(process.execPath, ['scripts/ensure.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the program does not compile: run npm run typecheck');
}
