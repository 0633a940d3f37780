import { sqlName, sqlText } from '../../core/contracts/duckdb-view.ts';

/** Athena's limit on a statement, in bytes of UTF-8. */
export const MOST_STATEMENT_BYTES = 262_144;

/** The statement itself; throws when it is longer than Athena takes, counted in bytes. */
export function checkedStatement(sql: string): string {
  const bytes = Buffer.byteLength(sql);
  if (bytes <= MOST_STATEMENT_BYTES) return sql;
  throw new Error(
    `the statement has ${bytes} bytes, Athena takes ${MOST_STATEMENT_BYTES}: split the model, or read the list from a table\n${sql.slice(0, 200)} …`,
  );
}

/** `"database"."table"` for queries; names must be what Glue keeps: lower case, digits and underscores. */
export function tableName(database: string, table: string): string {
  for (const name of [database, table])
    if (!/^[a-z_][a-z0-9_]*$/.test(name) || name.length > 255)
      throw new Error(
        `${JSON.stringify(name)} cannot be a name on Athena: use up to 255 of a-z, 0-9 and _ (upper case is folded)`,
      );
  return `${sqlName(database)}.${sqlName(table)}`;
}

/** CREATE TABLE AS into an empty location of its own, Parquet with ZSTD. */
export function createTableAs(table: string, location: string, select: string): string {
  return checkedStatement(
    `CREATE TABLE ${table} WITH (format = 'PARQUET', write_compression = 'ZSTD', external_location = ${sqlText(location)}) AS\n${select}`,
  );
}

/** UNLOAD into an empty location, Parquet with ZSTD. `partitionedBy` must be the last columns of the SELECT. */
export function unload(select: string, location: string, partitionedBy: readonly string[] = []): string {
  const partitions =
    partitionedBy.length === 0 ? '' : `, partitioned_by = ARRAY[${partitionedBy.map(sqlText).join(', ')}]`;
  return checkedStatement(
    `UNLOAD (\n${select}\n) TO ${sqlText(location)} WITH (format = 'PARQUET', compression = 'ZSTD'${partitions})`,
  );
}

/** One UNLOAD of a planned write: only the rows of its partition values. Throws without a partition column: it would be an append. */
export function unloadPartitions(select: string, column: string, values: readonly string[], location: string): string {
  if (column === '' || values.length === 0)
    throw new Error('a write into partitions needs the partition column and its values; without them it would append');
  const where = `WHERE ${sqlName(column)} IN (${values.map(sqlText).join(', ')})`;
  return unload(`SELECT * FROM (\n${select}\n) AS result ${where}`, location, [column]);
}

/** CREATE OR REPLACE VIEW: one change of the catalogue, readers see the old or the new view. */
export function replaceView(view: string, select: string): string {
  return checkedStatement(`CREATE OR REPLACE VIEW ${view} AS\n${select}`);
}
