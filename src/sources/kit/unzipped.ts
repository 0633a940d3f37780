import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type InputFile, SourceDataError } from '../source.ts';

/**
 * Bytes of a file, unpacked when they begin as gzip does. The name does not decide: stores unpack a `.csv.gz` on the way
 * and keep its name, and pack a `.csv`. Throws `SourceDataError` when the packed data are damaged.
 */
export async function* unzipped(file: InputFile): AsyncGenerator<Uint8Array> {
  const { isPacked, bytes } = await beginning(file);
  if (!isPacked) {
    yield* bytes;
    return;
  }
  const gunzip = Readable.from(bytes).pipe(createGunzip());
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new SourceDataError(
      `the gzip data are cut off or damaged: ${(error as Error).message}`,
      file.path,
      'Fetch the file again; until then the previous data stay.',
    );
  }
}

/** Whether the first two bytes are those of gzip, and all bytes of the file from the first on. */
async function beginning(file: InputFile): Promise<{ isPacked: boolean; bytes: AsyncIterable<Uint8Array> }> {
  const source = file.open()[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < 2; length += first.at(-1)!.length) {
    const next = await source.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    } finally {
      await source.return?.(); // closes the file where the reader stops early
    }
  }
  const magic = Buffer.concat(first);
  return { isPacked: magic[0] === 0x1f && magic[1] === 0x8b, bytes: bytes() };
}
