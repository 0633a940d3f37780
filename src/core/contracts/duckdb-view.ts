import { type Column, type Contract, fileColumnsOf } from './contract.ts';

/** A name as SQL: in double quotes, as both engines take it. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column that comes from `name=value` segments of the path. */
export interface PartitionColumn {
  readonly name: string;
  readonly type: 'varchar' | 'date';
}

/** Partition columns of every raw table: source and data day, both text as on Athena. */
export const RAW_PARTITIONS: readonly PartitionColumn[] = [
  { name: 'source', type: 'varchar' },
  { name: 'dt', type: 'varchar' },
];

/** What the files of a relation hold, by column name: DuckDB type, and whether every file has it. */
export type FoundColumns = ReadonlyMap<string, { readonly type: string; readonly inEveryFile: boolean }>;

/** The relation of a raw table over the given object keys, as the query engine takes it. */
export function rawRelationOf(contract: Contract, files: readonly string[]) {
  return { files, columns: fileColumnsOf(contract), partitions: RAW_PARTITIONS };
}

/** A SELECT with the columns of a relation, typed, and no rows: what an empty list of files reads as. */
export function emptyRelationSql(columns: readonly Column[], partitions: readonly PartitionColumn[]): string {
  const fields = [...columns, ...partitions].map((c) => `CAST(NULL AS ${duckDbType(c.type)}) AS ${sqlName(c.name)}`);
  return `SELECT ${fields.join(', ')} WHERE false`;
}

/**
 * A SELECT of a relation over a list of Parquet paths. Columns come in the order and type of the contract whatever the
 * files hold; a column that no file has reads as NULL, as Athena reads it. Partition values stay text unless typed `date`.
 */
export function parquetRelationSql(
  paths: readonly string[],
  columns: readonly Column[],
  partitions: readonly PartitionColumn[],
  found: FoundColumns,
): string {
  const fields = columns.map((column) => {
    const type = duckDbType(column.type);
    const inFile = found.get(column.name);
    if (inFile === undefined) return `CAST(NULL AS ${type}) AS ${sqlName(column.name)}`;
    return inFile.type === type
      ? sqlName(column.name)
      : `CAST(${sqlName(column.name)} AS ${type}) AS ${sqlName(column.name)}`;
  });
  const parts = partitions.map((p) =>
    p.type === 'varchar' ? sqlName(p.name) : `CAST(${sqlName(p.name)} AS DATE) AS ${sqlName(p.name)}`,
  );
  const drift = columns.some((column) => found.get(column.name)?.inEveryFile === false);
  const options = [
    `hive_partitioning=${partitions.length > 0}`,
    'hive_types_autocast=false',
    ...(drift ? ['union_by_name=true'] : []),
  ];
  return `SELECT ${[...fields, ...parts].join(', ')} FROM read_parquet([${paths.map(sqlText).join(', ')}], ${options.join(', ')})`;
}

/** DuckDB's spelling of a column type. */
export function duckDbType(type: string): string {
  return type.toUpperCase().replaceAll(' ', '');
}
