import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** Environment values by name; absent names are undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process environment over the values of `<folder>/.env`, where that file exists. Values set in the process win, so
 * that a scheduler can override a laptop's file.
 */
export function readEnvironment(folder: string, processEnvironment: Environment): Environment {
  let fromFile: NodeJS.Dict<string> = {};
  try {
    fromFile = parseEnv(readFileSync(path.join(folder, '.env'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { ...fromFile, ...processEnvironment };
}
