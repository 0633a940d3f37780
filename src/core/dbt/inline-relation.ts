import type { Dialect } from './compile.ts';

/** A column with its SQL type. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** A declared type as one engine spells it: Hive timestamps hold milliseconds, DuckDB writes arrays with brackets. */
export function sqlType(type: string, dialect: Dialect): string {
  const array = /^array\((.+)\)$/i.exec(type);
  if (array) return dialect === 'duckdb' ? `${sqlType(array[1]!, dialect)}[]` : `ARRAY(${sqlType(array[1]!, dialect)})`;
  if (/^timestamp$/i.test(type) && dialect === 'trino') return 'TIMESTAMP(3)';
  return type.toUpperCase();
}

/**
 * A SELECT that gives the rows with the declared types, without FROM. A column that a row leaves out is NULL.
 * Every value is written as text and cast, so decimals keep all their digits.
 */
export function inlineRelation(
  columns: readonly TypedColumn[],
  rows: readonly Readonly<Record<string, unknown>>[],
  dialect: Dialect,
): string {
  const select = (row: Readonly<Record<string, unknown>>) =>
    `select ${columns.map((c) => `cast(${literal(row[c.name], c.name)} as ${sqlType(c.type, dialect)}) as ${c.name}`).join(', ')}`;
  if (rows.length === 0) return `${select({})} where 1 = 0`;
  return rows.map(select).join('\nunion all\n');
}

function literal(value: unknown, column: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' && !isExact(value)) {
    throw new Error(`${column}: the number ${value} may have lost digits when it was read: write it in quotes`);
  }
  if (typeof value === 'object') throw new Error(`${column}: a list or dictionary is not a column value`);
  return `'${String(value).replaceAll("'", "''")}'`;
}

/** Whether a number read from YAML is certainly the number that was written. */
function isExact(value: number): boolean {
  const text = String(value);
  return !/e/i.test(text) && text.replace(/\D/g, '').replace(/^0+/, '').length <= 15;
}
