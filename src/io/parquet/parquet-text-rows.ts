import type { InputBytes } from '../../core/input-bytes.ts';
import { openFileBlob } from './file-blob.ts';
import { readParquetRows } from './parquet-reader.ts';

/** Rows of any Parquet file as text by column name: numbers in their shortest form, times in ISO 8601, maps and lists as JSON. */
export async function* parquetTextRows(file: InputBytes): AsyncGenerator<Readonly<Record<string, string | null>>> {
  if (file.local === undefined) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(chunk);
    yield* texts(Buffer.concat(chunks), file.path);
    return;
  }
  const { blob, close } = await openFileBlob(file.local);
  try {
    yield* texts(blob, file.path);
  } finally {
    await close();
  }
}

async function* texts(source: Uint8Array | Blob, where: string) {
  for await (const row of readParquetRows(source, where)) {
    const text: Record<string, string | null> = {};
    for (const [name, value] of Object.entries(row)) text[name] = value === null ? null : String(value);
    yield text;
  }
}
