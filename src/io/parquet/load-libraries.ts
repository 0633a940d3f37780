/**
 * The Parquet libraries take a fifth of a second to load, so they are loaded when the first file is written or read,
 * and once: a repeated dynamic import costs a millisecond under a loader.
 */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** parquet-wasm: encodes and decodes Parquet. */
export const parquetWasm = once(() => import('parquet-wasm'));

/** apache-arrow: reads the batches parquet-wasm decodes. */
export const arrow = once(() => import('apache-arrow'));

/** Our own batch maker, which needs apache-arrow at once. */
export const batchMaker = once(() => import('./arrow-batches.ts'));

/** Our own cell reader, which needs apache-arrow at once. */
export const cellMaker = once(() => import('./arrow-cells.ts'));
