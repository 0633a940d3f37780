import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName } from '../../core/contracts/duckdb-view.ts';
import type { TextRow, TypedColumn } from '../query-engine.ts';
import { sqlFailure } from './sql-failure.ts';

/**
 * Makes `schema.name` a table of the rows: they are appended as the texts they are to a scratch table, which is cast in
 * one statement. Thousands of literals in a VALUES list would take the parser seconds. Throws when a text does not fit
 * its column, with the engine's words.
 */
export async function tableOfRows(
  connection: DuckDBConnection,
  schema: string,
  name: string,
  columns: readonly TypedColumn[],
  rows: readonly TextRow[],
): Promise<void> {
  const texts = `texts_of_${name}`;
  await connection.run(
    `CREATE TEMP TABLE ${sqlName(texts)} (${columns.map((c) => `${sqlName(c.name)} VARCHAR`).join(', ')})`,
  );
  const appender = await connection.createAppender(texts, 'main', 'temp');
  for (const row of rows) {
    for (const column of columns) {
      const text = row[column.name] ?? null;
      if (text === null) appender.appendNull();
      else appender.appendVarchar(text);
    }
    appender.endRow();
  }
  appender.closeSync();
  const casts = columns.map((c) => `CAST(${sqlName(c.name)} AS ${c.type}) AS ${sqlName(c.name)}`);
  const cast = `CREATE TABLE ${schema}.${name} AS SELECT ${casts.join(', ')} FROM temp.main.${sqlName(texts)}`;
  await sqlFailure(cast, () => connection.run(cast));
  await connection.run(`DROP TABLE temp.main.${sqlName(texts)}`);
}
