import { createHash } from 'node:crypto';

/** SHA-256 of a UTF-8 text as lower-case hex. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What makes a landed row unique: who sent it, for which window, under which dimensions. */
export interface SourceRowIdentity {
  readonly source: string;
  readonly stream: string;
  /** The window the row belongs to, as the source bounds it: `2026-10-01/2026-10-02` for instance. */
  readonly window: string;
  /** Every dimension the source grouped by, under the source's own names. The order does not matter; absent and null are the same. */
  readonly dimensions: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** Tells rows apart whose dimensions are all equal, 0 for the first. */
  readonly ordinal?: number;
}

/** `source_row_key` of a landed row: SHA-256 hex over its identity. Equal identities give equal keys, also on another machine. */
export function sourceRowKey(identity: SourceRowIdentity): string {
  const dimensions = Object.entries(identity.dimensions)
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(
    JSON.stringify([identity.source, identity.stream, identity.window, dimensions, identity.ordinal ?? 0]),
  );
}
