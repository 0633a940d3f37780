import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** By its place, so that a command may run in any folder. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

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
  return ended(['--import', TSX, path.resolve('src/cli/main.ts'), ...args], environment, cwd);
}

/** Runs the compiled program, which reads in threads; it is compiled first where a source is newer. */
export function runCompiledCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return ended([path.resolve('bin/tokenledger.mjs'), ...args], environment, process.cwd());
}

function ended(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<CliResult> {
  const child = spawn(process.execPath, args, {
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
