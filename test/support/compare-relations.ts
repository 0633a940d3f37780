import type { Cell, QueryEngine } from '../../src/io/query-engine.ts';

/** A relation on one engine, as SQL calls it. */
export interface RelationOn {
  readonly engine: Pick<QueryEngine, 'query'> & Partial<Pick<QueryEngine, 'dialect'>>;
  readonly relation: string;
}

/** Most differing rows that a message shows, per side. */
const SHOWN = 5;

/**
 * Compares two relations as multisets of rows, every value cast to text by its own engine, and gives what differs:
 * `- row` for rows only the first has, `+ row` for rows only the second has, a few of each. Empty means equal.
 *
 * Two DuckDB relations whose row hashes have the same sum are taken for equal without reading their rows.
 */
export async function differences(
  first: RelationOn,
  second: RelationOn,
  columns: readonly string[],
): Promise<string[]> {
  if (first.engine.dialect === 'duckdb' && second.engine.dialect === 'duckdb') {
    if ((await digest(first, columns)) === (await digest(second, columns))) return [];
  }
  const [rows, others] = [await rowTexts(first, columns), await rowTexts(second, columns)];
  const left = new Map<string, number>();
  for (const row of rows) left.set(row, (left.get(row) ?? 0) + 1);
  const extra: string[] = [];
  for (const row of others) {
    const count = left.get(row) ?? 0;
    if (count > 0) left.set(row, count - 1);
    else extra.push(row);
  }
  const missing = [...left].flatMap(([row, count]) => Array<string>(count).fill(row));
  if (missing.length + extra.length === 0) return [];
  return [
    `${missing.length} of ${rows.length} rows are only here, ${extra.length} of ${others.length} only there`,
    ...missing
      .sort()
      .slice(0, SHOWN)
      .map((row) => `- ${row}`),
    ...extra
      .sort()
      .slice(0, SHOWN)
      .map((row) => `+ ${row}`),
  ];
}

/** Number of rows and the sum of their hashes: the same for the same rows in any order. */
async function digest({ engine, relation }: RelationOn, columns: readonly string[]): Promise<string> {
  const names = columns.map((c) => `"${c}"`).join(', ');
  const { rows } = await engine.query(
    `SELECT count(*) AS rows, CAST(sum(CAST(hash(${names}) AS HUGEINT)) AS VARCHAR) AS sum FROM ${relation}`,
  );
  return JSON.stringify(rows);
}

async function rowTexts({ engine, relation }: RelationOn, columns: readonly string[]): Promise<string[]> {
  const casts = columns.map((c) => `CAST("${c}" AS VARCHAR) AS "${c}"`);
  const { rows } = await engine.query(`SELECT ${casts.join(', ')} FROM ${relation}`);
  return rows.map((row) => JSON.stringify(columns.map((c) => instant(row[c] ?? null))));
}

/** Trino writes the milliseconds of a whole second, DuckDB does not. */
function instant(value: Cell): Cell {
  return typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.0+$/, '$1') : value;
}
