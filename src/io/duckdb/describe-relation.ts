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
 * Columns of files by what stands for the file: its writer, or its key. Raw and mart objects never change,
 * so what one database read of a footer holds for every other of the same run.
 */
export type FooterCache = Map<string, ReadonlyMap<string, FoundColumn>>;

/** A column of one file: its DuckDB type, and a file that has it so. */
interface FoundColumn {
  readonly type: string;
  readonly example: string;
}

/** Where footers are read from. */
export interface FooterReader {
  readonly connection: DuckDBConnection;
  readonly lakeRoot: string;
  readonly footers: FooterCache;
}

/**
 * The statement that makes `schema.name` a view over the files of a relation. The footers (one per writer) are read once, here: the
 * view itself stays cheap, and a file whose column has another type than declared is refused by name.
 */
export async function describeRelation(
  reader: FooterReader,
  schema: string,
  name: string,
  relation: ParquetRelation,
): Promise<string> {
  const paths = relation.files.map((key) => lakePath(reader.lakeRoot, key));
  const select =
    paths.length === 0
      ? emptyRelationSql(relation.columns, relation.partitions)
      : parquetRelationSql(paths, relation.columns, relation.partitions, await columnsIn(reader, relation));
  return `CREATE OR REPLACE VIEW ${sqlName(schema)}.${sqlName(name)} AS ${select}`;
}

/** The columns of the relation that its files have; throws when one is stored in another type than declared. */
async function columnsIn(reader: FooterReader, relation: ParquetRelation): Promise<FoundColumns> {
  const footers = await footersOf(reader, specimens(relation));
  const found = new Map<string, { type: string; inEveryFile: boolean }>();
  for (const column of relation.columns) {
    const stored = footers.map((footer) => footer.get(column.name));
    for (const one of stored) {
      if (one === undefined || isReadAs(one.type, duckDbType(column.type))) continue;
      throw new Error(
        `${one.example}: column ${column.name} is ${one.type}, the contract says ${column.type}. ` +
          'Write the file again from landing, or restore it from a backup.',
      );
    }
    const types = new Set(stored.map((one) => one?.type));
    const [type] = [...types].filter((one) => one !== undefined);
    if (type !== undefined) found.set(column.name, { type, inEveryFile: types.size === 1 });
  }
  return found;
}

/** One file per writer, by the writer; every file by its key where nobody says who wrote it. */
function specimens({ files, writerOf }: ParquetRelation): Map<string, string> {
  const first = new Map<string, string>();
  for (const key of files) {
    const id = writerOf === undefined ? key : writerOf(key);
    if (!first.has(id)) first.set(id, key);
  }
  return first;
}

async function footersOf(
  { connection, lakeRoot, footers }: FooterReader,
  specimens: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, FoundColumn>[]> {
  const idOf = new Map(
    [...specimens].filter(([id]) => !footers.has(id)).map(([id, key]) => [lakePath(lakeRoot, key), id]),
  );
  if (idOf.size > 0) {
    const { rows } = await queryRows(
      connection,
      `SELECT name, duckdb_type AS type, file_name AS file FROM parquet_schema([${[...idOf.keys()].map(sqlText).join(', ')}])
       WHERE duckdb_type IS NOT NULL`,
    );
    const read = new Map([...idOf.values()].map((id) => [id, new Map<string, FoundColumn>()]));
    for (const { name, type, file } of rows)
      read.get(idOf.get(String(file))!)!.set(String(name), { type: duckDbType(String(type)), example: String(file) });
    for (const [id, columns] of read) footers.set(id, columns);
  }
  return [...specimens.keys()].map((id) => footers.get(id)!);
}

/** The stored type is the declared one; milliseconds are the stored form of a timestamp. */
function isReadAs(stored: string, declared: string): boolean {
  return stored === declared || (declared === 'TIMESTAMP' && stored.startsWith('TIMESTAMP'));
}
