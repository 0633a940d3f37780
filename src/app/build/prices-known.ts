import type { ObjectStore } from '../../io/object-store.ts';
import { readStoredParquet } from '../../io/parquet/parquet-reader.ts';
import type { LakeInputs } from './lake-inputs.ts';

/** Days on which a price or a multiplier of the landed book became known, `YYYY-MM-DD`, sorted. */
export async function pricesKnown(store: ObjectStore, inputs: LakeInputs): Promise<string[]> {
  const days = new Set<string>();
  for (const entry of inputs.snapshots) {
    if (entry.table !== 'config_price' && entry.table !== 'config_price_multiplier') continue;
    for (const file of entry.files) {
      for (const row of await readStoredParquet(store, file)) days.add(String(row.known_from));
    }
  }
  return [...days].sort();
}
