import { contractNamed } from '../../core/contracts/index.ts';
import { windowDigest } from '../../core/contracts/window-digest.ts';
import { multiplierRows, priceRows } from '../../core/prices/book.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import { openRawRun } from '../../io/raw-lake.ts';
import { CONFIG_PLACE } from '../ingest/config-folder.ts';
import { nextRun } from '../ingest/run-id.ts';
import { readPriceBook } from '../price-book.ts';
import type { OpenProject } from '../project.ts';

/** Landed tables that decide a price: the shipped book and the company's own contracts. */
export const PRICE_TABLES: ReadonlySet<string> = new Set([
  'config_price',
  'config_price_multiplier',
  'config_contract',
]);

/** The price book as it would be landed. */
export interface BookTables {
  readonly rows: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
  /** Content hash per table, comparable with those of landed windows. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Days on which a price or multiplier became known, sorted. */
  readonly known: readonly string[];
}

/** Reads a folder of price files; the book that ships with this version unless given. */
export async function readBookTables(folder?: string): Promise<BookTables> {
  const book = await readPriceBook(folder);
  const rows = new Map<string, readonly Readonly<Record<string, unknown>>[]>([
    ['config_price', priceRows(book)],
    ['config_price_multiplier', multiplierRows(book)],
  ]);
  const hashes = new Map<string, string>();
  const known = new Set<string>();
  for (const [table, tableRows] of rows) {
    const digest = windowDigest(contractNamed(table));
    for (const row of tableRows) {
      digest.add(row);
      known.add(String(row.known_from));
    }
    hashes.set(table, digest.content().contentHash);
  }
  return { rows, hashes, known: [...known].sort() };
}

/** True when the given windows hold exactly this book. */
export function holdsBook(windows: readonly ManifestEntry[], book: BookTables): boolean {
  return [...book.hashes].every(([table, hash]) => windows.some((w) => w.table === table && w.content_hash === hash));
}

/** Lands the book's tables as today's snapshot; people, teams and rules stay as they were landed. */
export async function landBook(
  project: OpenProject,
  book: BookTables,
  asOf: { readonly instant: string; readonly day: string },
): Promise<void> {
  const raw = await openRawRun(project.store, await nextRun(project.store, CONFIG_PLACE, asOf));
  for (const [table, rows] of book.rows) await raw.writeWindow(table, asOf.day, [...rows]);
  await raw.commit();
}
