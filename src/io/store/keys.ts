import { createHash } from 'node:crypto';
import type { Version } from '../object-store.ts';

/** Names that begin so belong to a store itself (temporary files, locks): never listed, never accepted as keys. */
export const OWN_PREFIX = '.tl-';

/**
 * Checks a key and returns it. Throws when it starts or ends with `/`, has an empty, `.` or `..` segment, a control
 * character or backslash, a segment the store keeps for itself, or is over the 1,024 bytes S3 allows.
 */
export function checkedKey(key: string): string {
  const segments = key.split('/');
  const fault =
    key === ''
      ? 'it is empty'
      : segments.some((s) => s === '')
        ? 'it has an empty segment or a slash at an end'
        : segments.some((s) => s === '.' || s === '..')
          ? 'it has a . or .. segment'
          : segments.some((s) => s.startsWith(OWN_PREFIX))
            ? `segments starting with ${OWN_PREFIX} are kept for the store`
            : hasControlOrBackslash(key)
              ? 'it has a control character or a backslash'
              : Buffer.byteLength(key) > 1024
                ? 'it is longer than 1,024 bytes'
                : null;
  if (fault !== null) throw new Error(`object key ${JSON.stringify(key)} cannot be used: ${fault}`);
  return key;
}

function hasControlOrBackslash(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code === 0x5c) return true;
  }
  return false;
}

/** Version of the stores that hold bytes themselves: SHA-256 of the content in hex, so equal bytes have equal versions (as an S3 ETag). */
export function contentVersion(body: Uint8Array): Version {
  return createHash('sha256').update(body).digest('hex');
}

const SURROGATE = /[\ud800-\udfff]/;

/** Orders texts by Unicode code point, as S3 lists keys; plain `<` orders by UTF-16 unit and differs beyond the BMP. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** The error of reading a key that holds nothing. */
export function noSuchObject(location: string, key: string): Error {
  return new Error(`no object ${key} in ${location}`);
}
