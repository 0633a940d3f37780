import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** A process started for a test. */
export interface Child {
  /** Exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Resolves at the first output, or at the end when there is none. */
  readonly ready: Promise<void>;
  /** Ends it at once, without a chance to clean up. */
  readonly kill: () => void;
}

/** Starts a TypeScript file of the repository in a process of its own; its errors show in the test's output. */
export function startChild(file: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const ready = new Promise<void>((done) => child.stdout.once('data', () => done()));
  return {
    exited,
    ready: Promise.race([ready, exited.then(() => undefined)]),
    kill: () => child.kill('SIGKILL'),
  };
}
