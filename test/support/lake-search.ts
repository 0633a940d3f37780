import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

/** Folders of a lake that are searched. */
export type LakePart = 'landing' | 'raw' | 'marts';

/** Where a pattern was found: table or file, and the text around it. */
export interface Find {
  readonly where: string;
  readonly text: string;
}

/**
 * Every place of a lake folder that matches a pattern (RE2 syntax): the rows of all Parquet files by table, and the text
 * of all other files, unzipped. At most three finds per table.
 */
export async function searchLake(lakeRoot: string, pattern: string, parts: readonly LakePart[]): Promise<Find[]> {
  const finds: Find[] = [];
  const tables = new Set<string>();
  const expression = new RegExp(pattern);
  for (const part of parts) {
    const folder = path.join(lakeRoot, part);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(folder, name);
      if (name.endsWith('.parquet')) tables.add(path.join(part, name.split(path.sep)[0]!));
      else if (/\.\w+$/.test(name)) {
        const bytes = readFileSync(file);
        const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
        const at = text.search(expression);
        if (at >= 0) finds.push({ where: `${part}/${name}`, text: text.slice(Math.max(0, at - 40), at + 60) });
      }
    }
  }
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    for (const table of tables) {
      const glob = `${path.join(lakeRoot, table)}/**/*.parquet`.replaceAll("'", "''");
      const rows = await connection.runAndReadAll(
        `select text from (select cast(t as varchar) as text from read_parquet('${glob}', union_by_name = true) as t)
         where regexp_matches(text, '${pattern.replaceAll("'", "''")}') limit 3`,
      );
      for (const row of rows.getRowObjects()) finds.push({ where: table, text: String(row.text) });
    }
  } finally {
    connection.closeSync();
  }
  return finds;
}
