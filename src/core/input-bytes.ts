/** A file to read: its name below what was asked for, its size and a reader of its bytes. */
export interface InputBytes {
  /** Parts joined by `/`. */
  readonly path: string;
  readonly size: number;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Path on this machine, where the file lies on one. */
  readonly local?: string;
}
