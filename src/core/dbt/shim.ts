/**
 * The statements that give DuckDB the Trino functions of our models, out of the text of
 * `dbt-like-models/macros/duckdb_shim.sql`: real dbt runs the same lines through on-run-start.
 * Run each once per connection, or once per database file. Throws when the text holds none.
 */
export function duckdbShimStatements(macroFile: string): string[] {
  const statements = macroFile.split('\n').filter((line) => line.startsWith('CREATE OR REPLACE MACRO '));
  if (statements.length === 0) throw new Error('the DuckDB shim file holds no CREATE OR REPLACE MACRO line');
  const open = statements.find((line) => !line.trimEnd().endsWith(';'));
  if (open !== undefined)
    throw new Error(`a shim statement must be one line ending in a semicolon: ${open.slice(0, 60)}`);
  return statements.map((line) => line.trimEnd().slice(0, -1));
}
