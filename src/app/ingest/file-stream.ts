import path from 'node:path';
import { localAccount } from '../../io/local-account.ts';
import { parquetTextRows } from '../../io/parquet/parquet-text-rows.ts';
import { listPeriods, readManifest } from '../../io/raw-lake.ts';
import { type LandFiles, landFiles } from './land-files.ts';
import { RowSpool, type SpooledWindow } from './row-spool.ts';

/** What reading the files of a stream gave. Nothing has been written to raw yet. */
export interface FileStreamResult {
  /** Windows to replace, by table and day. */
  readonly windows: readonly SpooledWindow[];
  /** Windows of earlier runs that no file has any more: to be written empty. */
  readonly emptied: readonly { readonly table: string; readonly day: string }[];
  /** SHA-256 over all that was landed: the same files give the same one. */
  readonly contentHash: string;
  /** Files read, vanished ones included. */
  readonly files: number;
}

/**
 * Reads a file stream: lands the evidence, parses all files together and sorts their rows into windows on disk, so that
 * memory stays bounded whatever the size of the files. Throws `SourceDataError` when a file cannot be trusted: no window
 * is given then, and all previous data stay. `scratch` must outlive the windows; the caller removes it.
 */
export async function runFileStream(job: LandFiles): Promise<FileStreamResult> {
  const context = {
    ...job.context,
    parquetRows: parquetTextRows,
    ...(job.stream.ofThisMachine === true ? { account: await localAccount() } : {}),
  };
  const landed = await landFiles({ ...job, context });
  const spool = new RowSpool(path.join(job.scratch, 'rows'), job.stream.tables);
  for await (const item of job.stream.parseFiles(landed.files, context)) {
    if ('row' in item) await spool.add(item);
    else job.onNote(item);
  }
  const windows = await spool.windows();
  const emptied = job.stream.filesAreAll === true ? await windowsWithoutFile(job, windows) : [];
  return { windows, emptied, contentHash: landed.contentHash, files: landed.files.length };
}

async function windowsWithoutFile(job: LandFiles, windows: readonly SpooledWindow[]) {
  const filled = new Set(windows.map(({ table, day }) => `${table} ${day}`));
  const emptied: { table: string; day: string }[] = [];
  for (const period of await listPeriods(job.store)) {
    for (const entry of (await readManifest(job.store, period)).entries) {
      const isOwn =
        entry.source === job.source &&
        entry.connection === job.context.connectionId &&
        entry.stream === job.stream.name;
      if (isOwn && entry.rows > 0 && !filled.has(`${entry.table} ${entry.dt}`)) {
        emptied.push({ table: entry.table, day: entry.dt });
      }
    }
  }
  return emptied;
}
