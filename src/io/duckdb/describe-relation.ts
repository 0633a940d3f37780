import type { DuckDBConnection } from '@duckdb/node-api';
import {
  duckDbType,
  emptyRelationSql,
  type FoundColumns,
  parquetRelationSql,
  sqlName,
  sqlText,
} from '../../core/contracts/duckdb-view.ts';
import type { ParquetRelation } from '../query-engine.ts';
import { lakePath } from './lake-path.ts';
import { queryRows } from './query-rows.ts';

/**
 * The statement that makes `schema.name` a view over the files of a relation. The footers (one per writer) are read once, here: the
 * view itself stays cheap, and a file whose column has another type than declared is refused by name.
 */
export async function describeRelation(
  connection: DuckDBConnection,
  lakeRoot: string,
  schema: string,
  name: string,
  relation: ParquetRelation,
): Promise<string> {
  const paths = relation.files.map((key) => lakePath(lakeRoot, key));
  const select =
    paths.length === 0
      ? emptyRelationSql(relation.columns, relation.partitions)
      : parquetRelationSql(
          paths,
          relation.columns,
          relation.partitions,
          await columnsIn(connection, specimens(lakeRoot, relation), relation),
        );
  return `CREATE OR REPLACE VIEW ${sqlName(schema)}.${sqlName(name)} AS ${select}`;
}

/** One path per writer. */
function specimens(lakeRoot: string, { files, writerOf }: ParquetRelation): string[] {
  if (writerOf === undefined) return files.map((key) => lakePath(lakeRoot, key));
  const first = new Map<string, string>();
  for (const key of files) if (!first.has(writerOf(key))) first.set(writerOf(key), key);
  return [...first.values()].map((key) => lakePath(lakeRoot, key));
}

async function columnsIn(
  connection: DuckDBConnection,
  paths: readonly string[],
  relation: ParquetRelation,
): Promise<FoundColumns> {
  const { rows } = await queryRows(
    connection,
    `SELECT name, duckdb_type AS type, CAST(count(*) AS INTEGER) AS files, min(file_name) AS example
     FROM parquet_schema([${paths.map(sqlText).join(', ')}]) WHERE duckdb_type IS NOT NULL
     GROUP BY name, duckdb_type ORDER BY name, duckdb_type`,
  );
  const found = new Map<string, { type: string; inEveryFile: boolean }>();
  for (const row of rows) {
    const column = relation.columns.find((c) => c.name === row.name);
    if (column === undefined) continue;
    const type = duckDbType(String(row.type));
    if (!isReadAs(type, duckDbType(column.type)))
      throw new Error(
        `${row.example}: column ${column.name} is ${type}, the contract says ${column.type}. ` +
          'Write the file again from landing, or restore it from a backup.',
      );
    found.set(column.name, { type, inEveryFile: Number(row.files) === new Set(paths).size });
  }
  return found;
}

/** The stored type is the declared one; milliseconds are the stored form of a timestamp. */
function isReadAs(stored: string, declared: string): boolean {
  return stored === declared || (declared === 'TIMESTAMP' && stored.startsWith('TIMESTAMP'));
}
