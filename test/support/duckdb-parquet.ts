import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tempFolder } from './temp-folder.ts';

/** A CSV as Parquet bytes written by DuckDB: every column text, but for those given an expression of their own. */
export async function parquetBytes(csv: string, columns: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const folder = await tempFolder();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const target = path.join(folder.path, 'out.parquet');
    const replaced = Object.entries(columns).map(([name, expression]) => `${expression} AS "${name}"`);
    const select = replaced.length === 0 ? '*' : `* REPLACE (${replaced.join(', ')})`;
    await connection.run(
      `COPY (SELECT ${select} FROM read_csv('${csv}', header = true, all_varchar = true, nullstr = '')) TO '${target}' (FORMAT parquet)`,
    );
    return readFileSync(target);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await folder.remove();
  }
}
