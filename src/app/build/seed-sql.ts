import { parseCsv } from '../../core/csv.ts';
import type { Seed } from '../../core/dbt/project-types.ts';

/**
 * A SELECT that gives a seed's rows with their declared types: empty fields are NULL. Seeds are the product's own short
 * lists, so one VALUES clause holds them. Throws when a column has no declared `data_type`.
 */
export function seedSelect(seed: Seed): string {
  const records = parseCsv(seed.text);
  const columns = Object.keys(records[0]?.values ?? {});
  if (columns.length === 0) throw new Error(`${seed.file}: a seed needs a header line and at least one row`);
  const casts = columns.map((name) => {
    const type = seed.columns.find((c) => c.name === name)?.type;
    if (type === undefined) throw new Error(`${seed.file}: column ${name} has no data_type in the seed's yml`);
    return `CAST(${name} AS ${type}) AS ${name}`;
  });
  const rows = records.map(({ values }) => `(${columns.map((name) => literal(values[name] ?? '')).join(', ')})`);
  return `SELECT ${casts.join(', ')} FROM (VALUES ${rows.join(', ')}) AS seed (${columns.join(', ')})`;
}

function literal(value: string): string {
  return value === '' ? 'CAST(NULL AS VARCHAR)' : `'${value.replaceAll("'", "''")}'`;
}
