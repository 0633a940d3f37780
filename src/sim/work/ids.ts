import { sha256Hex } from '../../core/ids.ts';

/** A commit id that looks like one; the same for the same name. */
export const shaOf = (...name: readonly string[]): string => sha256Hex(name.join(' ')).slice(0, 40);

/** A UUID that says by its version nibble that it is made up; the same for the same name. */
export function uuidOf(...name: readonly string[]): string {
  const hex = sha256Hex(name.join(' '));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
