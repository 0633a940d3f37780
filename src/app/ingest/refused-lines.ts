import { refusedLine } from '../../core/contracts/index.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import { type RawRunWriter, readManifest, SNAPSHOTS } from '../../io/raw-lake.ts';
import type { ParseNote } from '../../sources/source.ts';

/** Lines that are no JSON: their code is their reason. */
const UNREADABLE = new Set(['invalid_line', 'torn_line', 'line_too_long']);

/** Counts the lines of a stream that are kept out, by reason. */
export class RefusedLines {
  readonly #byReason = new Map<string, { lines: bigint; tokens: bigint }>();

  /** Takes a note into account; one that is no refusal changes nothing. */
  add({ code, refused, tokens = 0 }: ParseNote): void {
    const reason = refused ?? (UNREADABLE.has(code) ? code : null);
    if (reason === null) return;
    const known = this.#byReason.get(reason) ?? { lines: 0n, tokens: 0n };
    this.#byReason.set(reason, { lines: known.lines + 1n, tokens: known.tokens + BigInt(tokens) });
  }

  /** Writes the counts as the stream's snapshot of `refused_line`; nothing when there are none and never were. */
  async write(
    raw: RawRunWriter,
    store: ObjectStore,
    of: { readonly source: string; readonly connection: string; readonly stream: string },
    day: string,
  ): Promise<void> {
    const rows = [...this.#byReason]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, { lines, tokens }]) => ({ reason, refused_lines: lines, refused_tokens: tokens }));
    if (rows.length === 0 && !(await hadSome(store, of))) return;
    await raw.writeWindow(refusedLine.name, day, rows);
  }
}

async function hadSome(
  store: ObjectStore,
  of: { readonly source: string; readonly connection: string; readonly stream: string },
): Promise<boolean> {
  return (await readManifest(store, SNAPSHOTS)).entries.some(
    (e) =>
      e.table === refusedLine.name &&
      e.source === of.source &&
      e.connection === of.connection &&
      e.stream === of.stream &&
      e.rows > 0,
  );
}
