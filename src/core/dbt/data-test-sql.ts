import type { DataTest } from './project-types.ts';

/** SQL literal of a yml value: text quoted, numbers and truth values as they are. */
export function sqlLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  throw new Error(`cannot write ${JSON.stringify(value)} as one SQL value`);
}

/**
 * SQL of the four tests dbt brings along, with dbt's meaning: NULL passes unique, accepted_values and relationships.
 * `model` is the tested relation (already restricted by `where`), `to` the other relation of `relationships`.
 */
export function builtInTestSql(
  test: DataTest,
  name: string,
  args: Readonly<Record<string, unknown>>,
  model: string,
): string {
  const column = String(args.column_name ?? test.column);
  switch (name) {
    case 'not_null':
      return `select *\nfrom ${model}\nwhere ${column} is null`;
    case 'unique':
      return `select ${column}, count(*) as row_count\nfrom ${model}\nwhere ${column} is not null\ngroup by ${column}\nhaving count(*) > 1`;
    case 'accepted_values': {
      const quote = args.quote !== false;
      const values = (args.values as unknown[]).map((v) => sqlLiteral(quote ? String(v) : v));
      return `select ${column}, count(*) as row_count\nfrom ${model}\nwhere ${column} not in (${values.join(', ')})\ngroup by ${column}`;
    }
    case 'relationships':
      return `select child.${column}\nfrom (select ${column} from ${model} where ${column} is not null) as child\nleft join (select ${args.field} as parent_field from ${args.to}) as parent on child.${column} = parent.parent_field\nwhere parent.parent_field is null`;
    default:
      throw new Error(`${name} is not a built-in test`);
  }
}
