import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type InputFile, SourceDataError } from '../source.ts';

/** Bytes of a file, unpacked when its name ends in .gz. Throws `SourceDataError` when the packed data are damaged. */
export async function* unzipped(file: InputFile): AsyncGenerator<Uint8Array> {
  if (!/\.gz$/i.test(file.path)) {
    yield* file.open();
    return;
  }
  const gunzip = Readable.from(file.open()).pipe(createGunzip());
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
