import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Folder for servers and Python environments that tests use, outside the checkout; TOKENLEDGER_CACHE moves it. */
export const toolCache = process.env.TOKENLEDGER_CACHE ?? path.join(homedir(), '.cache', 'tokenledger');

const exec = promisify(execFile);

/**
 * Runs a program to its end and gives its stdout. Throws `<what>: <last lines of its output>`, followed by `remedy`,
 * when it is not there or fails.
 */
export async function runTool(what: string, command: string, args: readonly string[], remedy: string): Promise<string> {
  try {
    const { stdout } = await exec(command, [...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as { stdout?: string; stderr?: string; code?: string | number };
    const said = code === 'ENOENT' ? `${command} is not installed` : lastLines(`${stdout}\n${stderr}`);
    throw new Error(`${what}: ${said}\n${remedy}`, { cause: error });
  }
}

/**
 * A folder of the cache, made once: `make` fills an empty folder that gets its name only when it is complete, so an
 * interrupted or a second run side by side leaves nothing half done.
 */
export async function cachedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = path.join(toolCache, name);
  if (existsSync(target)) return target;
  await mkdir(path.dirname(target), { recursive: true });
  const scratch = await mkdtemp(`${target}.part-`);
  try {
    await make(scratch);
    await rename(scratch, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return target;
}

/**
 * A Python environment with exactly the pinned packages; its folder. An environment cannot be moved once made, so a
 * marker file says that it is complete and an incomplete one is made anew.
 */
export async function pythonEnvironment(name: string, packages: readonly string[]): Promise<string> {
  const folder = path.join(toolCache, name);
  const marker = path.join(folder, `complete-${packages.join('_').replaceAll('==', '-')}`);
  if (existsSync(marker)) return folder;
  await rm(folder, { recursive: true, force: true });
  const remedy = `Needed: Python 3.10 to 3.13 with venv, and these packages from PyPI or a mirror of it: ${packages.join(' ')}. The environment is ${folder}.`;
  await runTool('cannot make a Python environment', 'python3', ['-m', 'venv', folder], remedy);
  const pip = path.join(folder, 'bin', 'pip');
  await runTool('cannot install from PyPI', pip, ['install', '-q', '--disable-pip-version-check', ...packages], remedy);
  await mkdir(marker);
  return folder;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}
