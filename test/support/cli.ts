import { spawn } from 'node:child_process';
import path from 'node:path';

/** The program as it is shipped; compiled before the first test runs (test/setup/compiled.ts). */
const PROGRAM = path.resolve('bin/tokenledger.mjs');

/** What a command printed and how it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `tokenledger` in a process of its own, with exactly the given environment beside PATH, in the given folder. */
export function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd: string = process.cwd(),
): Promise<CliResult> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out: text(out), err: text(err) })));
}
