import { sqlName } from '../../core/contracts/duckdb-view.ts';

/** Rows of a part; below two parts nothing is divided. */
const ROWS_PER_PART = 250_000;

/** Athena writes at most 100 partitions a statement. */
const MOST_PARTS = 64;

/** A SELECT to be written, and the columns at its end that divide its files into folders. */
export interface ClusteredWrite {
  readonly select: string;
  readonly partitionedBy: readonly string[];
}

/**
 * Divides a large write into parts by ranges of the columns it is clustered by: rows of equal values lie in one part, parts
 * hold about as many rows each, and the smallest and largest value in a file's footer say whether it need be read. Athena
 * keeps no order of rows in what it writes; parts are how it keeps rows together. The part is in the folder's name only.
 */
export function clusteredWrite(select: string, rows: number, clusterBy: readonly string[]): ClusteredWrite {
  const parts = Math.min(MOST_PARTS, Math.floor(rows / ROWS_PER_PART));
  if (clusterBy.length === 0 || parts < 2) return { select, partitionedBy: [] };
  const names = clusterBy.map(sqlName);
  const value = (of: string, name: string) => `COALESCE(CAST(${of}${name} AS VARCHAR), '')`;
  const values = names.map((name, i) => `${value('', name)} AS value_${i}`);
  const keys = names.map((_, i) => `value_${i}`);
  const same = names.map((name, i) => `ranged.value_${i} = ${value('result.', name)}`);
  return {
    select: [
      `SELECT result.*, LPAD(CAST(ranged.part AS VARCHAR), 2, '0') AS "part"`,
      `FROM (\n${select}\n) AS result`,
      'INNER JOIN (',
      // How many rows come before a value says which part it is in.
      `SELECT ${keys.join(', ')}, (SUM(n) OVER (ORDER BY ${keys.join(', ')}) - n) * ${parts} / ${rows} AS part`,
      `FROM (SELECT ${values.join(', ')}, COUNT(*) AS n FROM (\n${select}\n) AS counted GROUP BY ${names.map((_, i) => i + 1).join(', ')}) AS sized`,
      `) AS ranged ON ${same.join(' AND ')}`,
    ].join('\n'),
    partitionedBy: ['part'],
  };
}
