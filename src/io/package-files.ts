import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the installed package (or of the checkout): two levels above this file, in `src` as in `dist`. */
export const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Texts of all files below the given folders of a root, by path relative to the root with `/` as separator. Missing
 * folders hold no files; hidden files and folders, `target` and `node_modules` are passed over.
 */
export async function readTextFiles(root: string, folders: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(noneWhenMissing);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'target' || entry.name === 'node_modules') continue;
      const name = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) await walk(name);
      else files.set(name, await readFile(path.join(root, name), 'utf8'));
    }
  };
  for (const folder of folders) await walk(folder);
  return files;
}

function noneWhenMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
