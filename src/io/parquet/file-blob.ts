import { type FileHandle, open } from 'node:fs/promises';

/**
 * A file as a Blob whose parts are read when asked for: the Parquet reader takes Blobs, and a plain one would hold the
 * whole file in memory.
 */
export class FileBlob extends Blob {
  readonly #handle: FileHandle;
  readonly #from: number;
  override readonly size: number;

  constructor(handle: FileHandle, from: number, to: number) {
    super([]);
    this.#handle = handle;
    this.#from = from;
    this.size = to - from;
  }

  override slice(from = 0, to = this.size): Blob {
    return new FileBlob(this.#handle, this.#from + from, this.#from + Math.min(to, this.size));
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(this.size);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, this.#from + done);
      if (bytesRead === 0) throw new Error('the file became shorter while it was read');
      done += bytesRead;
    }
    return bytes.buffer;
  }
}

/** Opens a file as a Blob; `close` when done. */
export async function openFileBlob(path: string): Promise<{ blob: Blob; close: () => Promise<void> }> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return { blob: new FileBlob(handle, 0, size), close: () => handle.close() };
}
