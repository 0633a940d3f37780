import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../io/package-files.ts';

/** Version of the installed program, `0.1.0` for instance. */
export async function programVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}
