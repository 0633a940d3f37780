import type { ObjectStore } from '../../io/object-store.ts';
import { readStoredParquet } from '../../io/parquet/parquet-reader.ts';
import { openRawRun, readManifest, SNAPSHOTS } from '../../io/raw-lake.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { nextRun } from './run-id.ts';

/**
 * Adds the identities a connection sent in this run to its snapshot of the restricted actor_directory; identities of
 * earlier runs stay. Nothing is written when the connection sent none.
 */
export async function landActors(
  store: ObjectStore,
  of: { readonly source: string; readonly connection: string },
  pseudonyms: Pseudonyms,
  asOf: { readonly instant: string; readonly day: string },
): Promise<void> {
  const rows = new Map<string, Record<string, unknown>>();
  const place = { ...of, stream: 'actors' };
  for (const entry of (await readManifest(store, SNAPSHOTS)).entries) {
    if (entry.table !== 'actor_directory' || entry.source !== of.source || entry.connection !== of.connection) continue;
    for (const file of entry.files) {
      for (const { provider, actor_id, external_kind, external_id } of await readStoredParquet(store, file)) {
        rows.set(String(actor_id), { provider, actor_id, external_kind, external_id });
      }
    }
  }
  for (const row of pseudonyms.rows()) rows.set(row.actor_id, row);
  if (rows.size === 0) return;
  const raw = await openRawRun(store, await nextRun(store, place, asOf));
  await raw.writeWindow(
    'actor_directory',
    asOf.day,
    [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  );
  await raw.commit();
}
