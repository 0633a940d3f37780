/** Statements that Athena counts as DDL and does not bill. */
export function isDdl(sql: string): boolean {
  return /^\s*(CREATE\s+(OR\s+REPLACE\s+)?VIEW|DROP|ALTER|SHOW|DESCRIBE|MSCK)\b/i.test(sql);
}

/**
 * A statement of the pipeline in Trino's words. Only what the pipeline sends is known; anything else is refused, so that
 * nothing is quietly understood in another way than Athena would.
 */
export function asTrino(sql: string, id: string): string[] {
  const text = sql.trim();
  const unload =
    /^UNLOAD \(\n([\s\S]*)\n\) TO '([^']+)' WITH \(format = 'PARQUET', compression = 'ZSTD'(, partitioned_by = ARRAY\['[a-z_]+'\])?\)$/.exec(
      text,
    );
  if (unload !== null) {
    // Trino has no UNLOAD: a table over the location is written and forgotten, its files stay.
    const table = `"tokenledger_scratch"."unload_${id.replaceAll('-', '')}"`;
    return [
      `CREATE TABLE ${table} WITH (format = 'PARQUET', external_location = '${unload[2]}'${unload[3] ?? ''}) AS\n${unload[1]}`,
      `DROP TABLE ${table}`,
    ];
  }
  const create =
    /^CREATE TABLE ("[a-z0-9_]+"\."[a-z0-9_]+") WITH \(format = 'PARQUET', write_compression = 'ZSTD', (external_location = '[^']+')\) AS\n/.exec(
      text,
    );
  if (create !== null)
    return [`CREATE TABLE ${create[1]} WITH (format = 'PARQUET', ${create[2]}) AS\n${text.slice(create[0].length)}`];
  if (/^(SELECT|WITH)\b/i.test(text) || /^CREATE OR REPLACE VIEW "[a-z0-9_]+"\."[a-z0-9_]+" AS\n/.test(text))
    return [text];
  if (text.startsWith('(') || text.startsWith('--')) return [text];
  throw new Error(`SYNTAX_ERROR: the rehearsal does not know statements like ${text.slice(0, 120)}`);
}
