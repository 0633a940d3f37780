import { sqlName, sqlText } from '../../core/contracts/duckdb-view.ts';
import type { ParquetRelation } from '../query-engine.ts';
import type { PartitionPlace } from './catalog.ts';
import { writeFolderOf } from './locations.ts';

/** The Glue table that holds the files of a relation: `raw/<table>/…` or `marts/<table>/…`. */
export interface LakeTable {
  readonly area: 'raw' | 'marts';
  readonly table: string;
}

/** The one table whose folder holds all files of a relation; throws when they lie in several, or in none of ours. */
export function lakeTableOf(files: readonly string[]): LakeTable {
  const folders = new Set(files.map((key) => key.split('/', 2).join('/')));
  const [only = ''] = folders;
  const [area, table = ''] = only.split('/');
  if (folders.size !== 1 || (area !== 'raw' && area !== 'marts') || table === '')
    throw new Error(
      `files of one relation lie in ${[...folders].join(', ')}: expected one folder below raw/ or marts/`,
    );
  return { area, table };
}

/** Partitions of a relation: the values in the path and the folder of the files. Throws when one partition has two folders. */
export function partitionsOf(lake: string, relation: ParquetRelation): PartitionPlace[] {
  const found = new Map<string, PartitionPlace>();
  for (const key of relation.files) {
    const values = relation.partitions.map(({ name }) => partitionValue(key, name));
    const place = { values, location: `${lake}/${writeFolderOf(key)}/` };
    const before = found.get(values.join('\n'));
    if (before !== undefined && before.location !== place.location)
      throw new Error(
        `partition ${values.join('/')} has files in ${before.location} and in ${place.location}; build it again`,
      );
    found.set(values.join('\n'), place);
  }
  return [...found.values()];
}

/**
 * The relation as a SELECT over its Glue table: its columns by name and exactly the partition values of its files. For
 * marts this is the published relation (the literal list of builds); for landed tables a few more files may lie in the
 * same partitions, which the coverage join of staging leaves out.
 */
export function relationSelect(table: string, relation: ParquetRelation): string {
  const fields = [
    ...relation.columns.map((c) => sqlName(c.name)),
    ...relation.partitions.map(({ name, type }) =>
      type === 'varchar' ? sqlName(name) : `CAST(${sqlName(name)} AS DATE) AS ${sqlName(name)}`,
    ),
  ];
  const filters = relation.partitions.map(({ name }) => {
    const values = [...new Set(relation.files.map((key) => partitionValue(key, name)))].sort();
    return `${sqlName(name)} IN (${values.map(sqlText).join(', ')})`;
  });
  return `SELECT ${fields.join(', ')} FROM ${table}${filters.length === 0 ? '' : ` WHERE ${filters.join(' AND ')}`}`;
}

function partitionValue(key: string, name: string): string {
  const segment = key.split('/').find((s) => s.startsWith(`${name}=`));
  if (segment === undefined)
    throw new Error(`object ${key} has no ${name}=… in its path: it cannot be read as a partition`);
  return segment.slice(name.length + 1);
}
