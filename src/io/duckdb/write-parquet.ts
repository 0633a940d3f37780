import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName, sqlText } from '../../core/contracts/duckdb-view.ts';
import { unlinkIfThere } from '../store/key-lock.ts';
import { scratchName } from '../store/scratch-name.ts';
import { queryRows } from './query-rows.ts';
import { sqlFailure } from './sql-failure.ts';

const ROW_GROUP_ROWS = 100_000;

/** Types a mart must not have, and why: the file would hold something else than the query said. */
const REFUSED: readonly [RegExp, string][] = [
  [/^U?HUGEINT$/, 'it is written as DOUBLE and loses digits: CAST(… AS BIGINT) or AS DECIMAL(38, 0)'],
  [/^U(TINY|SMALL|BIG)?INT(EGER)?$/, 'Athena has no unsigned types: CAST(… AS BIGINT)'],
  [/^(UUID|JSON|BLOB|BIT|INTERVAL|TIME\b.*|ENUM.*)$/, 'Athena cannot read it: CAST(… AS VARCHAR)'],
  [/^TIMESTAMP WITH TIME ZONE$/, "instants are UTC without a zone: CAST(… AT TIME ZONE 'UTC' AS TIMESTAMP)"],
  [/^"?NULL"?$/, 'its type is unknown: CAST(NULL AS …)'],
];

/**
 * Writes the rows of a SELECT, in the given total order, to one Parquet file at `target`: ZSTD, row groups of 100,000,
 * timestamps in milliseconds (what Hive tables hold). The same rows give the same bytes with any number of threads. The
 * file appears under its name when it is complete; no rows leave no file.
 */
export async function writeParquetObject(
  connection: DuckDBConnection,
  select: string,
  orderBy: readonly string[],
  target: string,
): Promise<{ rows: number }> {
  if (orderBy.length === 0)
    throw new Error(
      `no order was given for ${target}: name the columns that identify a row, else its bytes are by chance`,
    );
  const ordered = `SELECT ${await storedFields(connection, select, target)} FROM (\n${select}\n) AS result ORDER BY ${orderBy.map(sqlName).join(', ')}`;
  const scratch = join(dirname(target), scratchName('tmp'));
  await mkdir(dirname(target), { recursive: true });
  try {
    const copy = `COPY (${ordered}) TO ${sqlText(scratch)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`;
    const rows = await sqlFailure(select, async () => (await connection.run(copy)).rowsChanged);
    if (rows > 0) {
      await sync(scratch);
      await rename(scratch, target);
    } else await unlinkIfThere(target);
    return { rows };
  } finally {
    await unlinkIfThere(scratch);
  }
}

async function storedFields(connection: DuckDBConnection, select: string, target: string): Promise<string> {
  const { rows } = await sqlFailure(select, () => queryRows(connection, `DESCRIBE ${select}`));
  const fields = rows.map((row) => {
    const name = String(row.column_name);
    const type = String(row.column_type);
    const reason = REFUSED.find(([refused]) => refused.test(type))?.[1];
    if (reason !== undefined) throw new Error(`column ${name} of ${target} is ${type}: ${reason}`);
    return type === 'TIMESTAMP' ? `CAST(${sqlName(name)} AS TIMESTAMP_MS) AS ${sqlName(name)}` : sqlName(name);
  });
  return fields.join(', ');
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
