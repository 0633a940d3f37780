import type { DuckDBConnection } from '@duckdb/node-api';
import type { Cell, QueryResult } from '../query-engine.ts';
import { sqlFailure } from './sql-failure.ts';

/** Whole numbers that a JavaScript number holds exactly; wider ones come as text. */
const SMALL = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'FLOAT', 'DOUBLE']);

/** Runs a query and reads all rows, exactly: see `Cell`. Lists, maps and structs come as JSON text. */
export function queryRows(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  return sqlFailure(sql, async () => {
    const result = await connection.runAndReadAll(sql);
    const names = result.deduplicatedColumnNames();
    const columns = names.map((name, i) => ({ name, type: String(result.columnType(i)) }));
    const rows = result.getRowsJson().map((values) => {
      const row: Record<string, Cell> = {};
      for (const [i, column] of columns.entries()) row[column.name] = cellOf(values[i], column.type);
      return row;
    });
    return { columns, rows };
  });
}

function cellOf(value: unknown, type: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return SMALL.has(type) ? value : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
