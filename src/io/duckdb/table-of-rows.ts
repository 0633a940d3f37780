import type { TextRow, TypedColumn } from '../query-engine.ts';

/** Rows of one VALUES clause; longer lists make the parser slow. */
const VALUES_ROWS = 500;

/** The statements that make a table and fill it with casted VALUES, a few hundred rows at a time. */
export function tableOfRowsSql(
  schema: string,
  name: string,
  columns: readonly TypedColumn[],
  rows: readonly TextRow[],
): string[] {
  const table = `${schema}.${name}`;
  const statements = [`CREATE TABLE ${table} (${columns.map((c) => `${c.name} ${c.type}`).join(', ')})`];
  for (let i = 0; i < rows.length; i += VALUES_ROWS) {
    const values = rows
      .slice(i, i + VALUES_ROWS)
      .map((row) => `(${columns.map((c) => `CAST(${literal(row[c.name] ?? null)} AS ${c.type})`).join(', ')})`);
    statements.push(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
  return statements;
}

function literal(value: string | null): string {
  return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
}
