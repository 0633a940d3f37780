import { sha256Hex } from './ids.ts';

/**
 * Which repository a folder or remote is, without saying where it lies: `name-hash8`. The name is the last part of the
 * path, the hash tells two of the same name apart. The same for every way of writing one remote (https, ssh, with `.git`).
 */
export function repoOf(location: string | null): string | null {
  if (location === null) return null;
  const path = location
    .trim()
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^@/]+@/, '')
    .replaceAll('\\', '/')
    .replace(/:(?!\/)/, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 60);
  return path === '' ? null : `${name === '' ? 'root' : name}-${sha256Hex(path).slice(0, 8)}`;
}

/** True for a text in the form of a repository key. */
export function isRepoKey(text: string): boolean {
  return /^[A-Za-z0-9._-]+-[0-9a-f]{8}$/.test(text);
}
