import { join, resolve } from 'node:path';
import { checkedKey } from '../store/keys.ts';

/** The file of an object key in a lake folder. Throws when DuckDB would read the path as a pattern. */
export function lakePath(lakeRoot: string, key: string): string {
  const path = join(resolve(lakeRoot), ...checkedKey(key).split('/'));
  if (/[*?[\]{}]/.test(path))
    throw new Error(`${path} holds one of * ? [ ] { }, which DuckDB reads as a pattern: move or rename the folder`);
  return path;
}
