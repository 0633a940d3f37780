import { z } from 'zod';

/** SQL type of a landed column, spelled as Trino and DuckDB both read it. */
export type ColumnType =
  | 'varchar'
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'double'
  | `decimal(${number},${number})`;

/** What a column means: its SQL type, unit and one-sentence description. */
export interface ColumnMeta {
  readonly type: ColumnType;
  /** Unit of the value (`tokens`, `currency`, `UTC`, `basis points` …); absent for names and codes. */
  readonly unit?: string;
  readonly description: string;
}

/** A column of a contract, in file order. */
export interface Column extends ColumnMeta {
  readonly name: string;
  readonly nullable: boolean;
}

/** Ties each zod field made here to its column meaning. */
export const columnRegistry = z.registry<ColumnMeta>();

function register<T extends z.ZodType>(schema: T, type: ColumnType, description: string, unit?: string): T {
  const copy = schema.clone() as T;
  columnRegistry.add(copy, unit === undefined ? { type, description } : { type, description, unit });
  return copy;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** Column makers. Values in a row object: text as string, bigint as bigint, decimal as decimal string, date as `YYYY-MM-DD`, timestamp as ISO 8601 with `Z`. */
export const column = {
  /** Required text. */
  text: (description: string) => register(z.string(), 'varchar', description),
  /** Required whole number. */
  count: (description: string, unit?: string) => register(z.bigint(), 'bigint', description, unit),
  /** Required truth value. */
  flag: (description: string) => register(z.boolean(), 'boolean', description),
  /** Required UTC calendar day, `YYYY-MM-DD`. */
  day: (description: string) => register(z.string().regex(DAY), 'date', description, 'UTC day'),
  /** Required UTC instant, ISO 8601 ending in `Z`, millisecond precision. */
  instant: (description: string) => register(z.string().regex(INSTANT), 'timestamp', description, 'UTC'),
  /** Required exact decimal, given as a decimal string without exponent. */
  decimal: (precision: number, scale: number, description: string, unit?: string) =>
    register(z.string().regex(DECIMAL), `decimal(${precision},${scale})`, description, unit),
  /** Money: DECIMAL(28,12) in the currency of the row's `currency` column. */
  money: (description: string) => register(z.string().regex(DECIMAL), 'decimal(28,12)', description, 'currency'),
  /** The nullable twin of a column: NULL means "not reported", never zero. */
  nullable: <T extends z.ZodType>(schema: T): z.ZodNullable<T> => {
    const meta = columnRegistry.get(schema);
    if (meta === undefined) throw new Error('column.nullable takes a column made by this module');
    const wrapped = schema.nullable();
    columnRegistry.add(wrapped, meta);
    return wrapped;
  },
  /** A nullable column that only some sources know: a row may leave it out, which means NULL. */
  optional: <T extends z.ZodType>(schema: T): z.ZodOptional<z.ZodNullable<T>> => {
    const meta = columnRegistry.get(schema);
    if (meta === undefined) throw new Error('column.optional takes a column made by this module');
    const wrapped = schema.nullish();
    columnRegistry.add(wrapped, meta);
    return wrapped;
  },
};

/**
 * One landed table: what one row is, its key, its columns. The Parquet schema, the Glue table, the DuckDB view and the
 * docs page are all derived from it; nothing else states a landed column.
 */
export interface Contract<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Table name in the raw schema, snake_case. */
  readonly name: string;
  /** "One row per …". */
  readonly grain: string;
  readonly description: string;
  /** Columns that identify a row inside one (source, connection, window). */
  readonly key: readonly string[];
  /** `dt` of the raw layout: the data day, the first day of the billing month, or the logical day of a snapshot. */
  readonly partition: 'day' | 'month' | 'snapshot';
  /** True when rows of any window matter to every billing month: a month is built from all of its windows. */
  readonly spansPeriods?: boolean;
  /** True for tables that only restricted roles may read (they tie a pseudonym to a person). */
  readonly restricted?: boolean;
  readonly row: z.ZodObject<Shape>;
}

/** Row object of a contract. */
export type RowOf<C extends Contract> = z.infer<C['row']>;

/** Declares a contract; throws when a field was not made by `column` or a key names no field. */
export function defineContract<Shape extends z.ZodRawShape>(
  contract: Contract<Shape> & { readonly key: readonly (keyof Shape & string)[] },
): Contract<Shape> {
  const names = new Set(columnsOf(contract).map((c) => c.name));
  for (const key of contract.key) {
    if (!names.has(key)) throw new Error(`contract ${contract.name}: key column ${key} is not one of its columns`);
  }
  return contract;
}

/** The contract's own columns in order, without the lineage columns every raw file also carries. */
export function columnsOf(contract: Pick<Contract, 'name' | 'row'>): Column[] {
  return Object.entries(contract.row.shape).map(([name, schema]) => {
    const meta = columnRegistry.get(schema as z.ZodType);
    if (meta === undefined) throw new Error(`contract ${contract.name}: column ${name} was not made by column.*`);
    return { name, nullable: (schema as z.ZodType).safeParse(null).success, ...meta };
  });
}

/**
 * Columns the writer adds to every raw file after the contract's own: which connection and which run it came from.
 * The hive partition columns `source` and `dt` are in the path, not in the file.
 */
export const LINEAGE_COLUMNS: readonly Column[] = [
  {
    name: 'connection_id',
    type: 'varchar',
    nullable: false,
    description: 'Configured connection (account, organisation) the row was read through.',
  },
  {
    name: 'stream',
    type: 'varchar',
    nullable: false,
    description: 'Stream of the source the row came by; a window is replaced per stream.',
  },
  {
    name: 'load_id',
    type: 'varchar',
    nullable: false,
    description: 'Run that wrote the row; ingest_coverage says which run counts for a window.',
  },
  { name: 'data_as_of', type: 'timestamp', nullable: false, unit: 'UTC', description: 'When the source was asked.' },
];

/** Every column of the raw Parquet file of a contract, in file order. */
export function fileColumnsOf(contract: Contract): Column[] {
  return [...columnsOf(contract), ...LINEAGE_COLUMNS];
}
