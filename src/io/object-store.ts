/** An object's content version: what compareAndSwap must match. Opaque to callers. */
export type Version = string;

/** What is stored under a key. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly version: Version;
}

/** A listed object. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
}

/**
 * Bytes under keys: a folder, an S3 bucket or memory. Keys use `/`, never start with one and never contain `..`.
 * One contract suite (test/io/object-store.contract.ts) runs against every implementation.
 */
export interface ObjectStore {
  /** Where this store is, for messages: a path, `s3://bucket/prefix`, `memory`. */
  readonly location: string;
  /** Writes or replaces; readers see the old or the new bytes, never a mixture. */
  put(key: string, body: Uint8Array): Promise<Version>;
  /** Writes a stream of unknown length with bounded memory; nothing is visible under the key until the stream ended well. */
  putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<Version>;
  /** Writes only when the key does not exist; null when it does. */
  putIfAbsent(key: string, body: Uint8Array): Promise<Version | null>;
  /** Replaces only when the stored version is `expected`; null when it is not, or nothing is stored. */
  compareAndSwap(key: string, body: Uint8Array, expected: Version): Promise<Version | null>;
  /** The object, or null when there is none. */
  get(key: string): Promise<StoredObject | null>;
  /** The bytes as a stream; throws when there is none. */
  getStream(key: string): AsyncIterable<Uint8Array>;
  /** Objects whose key starts with `prefix`, in code-point order of the key. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Removes the object; no error when there is none. */
  delete(key: string): Promise<void>;
}
