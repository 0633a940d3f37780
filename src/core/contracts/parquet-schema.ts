import { type Column, type ColumnType, type Contract, fileColumnsOf } from './contract.ts';

/** How a column's values lie in a Parquet file (Arrow words). Timestamps are UTC milliseconds without a zone, dates days since 1970. */
export type PhysicalType =
  | { readonly kind: 'utf8' | 'int64' | 'bool' | 'date32' | 'timestamp_ms' | 'float64' }
  | { readonly kind: 'decimal128'; readonly precision: number; readonly scale: number };

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly nullable: boolean;
  readonly physical: PhysicalType;
  /** False for ids and instants: nearly every value differs, so a dictionary costs bytes. */
  readonly dictionary: boolean;
}

const PLAIN: Partial<Record<ColumnType, PhysicalType['kind']>> = {
  varchar: 'utf8',
  bigint: 'int64',
  boolean: 'bool',
  date: 'date32',
  timestamp: 'timestamp_ms',
  double: 'float64',
};

/** Columns of the raw Parquet file of a contract, lineage columns last. */
export function parquetSchemaOf(contract: Contract): ParquetColumn[] {
  return fileColumnsOf(contract).map((column) => parquetColumnOf(column, contract.key));
}

/** One column as it is written; `key` names the columns that identify a row. Throws on a type no file can hold. */
export function parquetColumnOf(column: Column, key: readonly string[] = []): ParquetColumn {
  const rowId = column.type === 'varchar' && key.length === 1 && key[0] === column.name;
  const ownId = column.name === 'session_id' || column.name === 'request_id' || column.name === 'resource_id';
  return {
    name: column.name,
    nullable: column.nullable,
    physical: physicalTypeOf(column),
    dictionary: !(rowId || ownId || column.type === 'timestamp'),
  };
}

function physicalTypeOf(column: Pick<Column, 'name' | 'type'>): PhysicalType {
  const kind = PLAIN[column.type];
  if (kind !== undefined && kind !== 'decimal128') return { kind };
  const { precision, scale } = decimalShape(column.type) ?? {};
  if (
    precision === undefined ||
    scale === undefined ||
    precision < 1 ||
    precision > 38 ||
    scale < 0 ||
    scale > precision
  )
    throw new Error(`column ${column.name}: type ${column.type} has no Parquet form`);
  return { kind: 'decimal128', precision, scale };
}

/** Precision and scale of a `decimal(p,s)` type; null for every other type. */
export function decimalShape(type: string): { precision: number; scale: number } | null {
  const match = /^decimal\((\d+),\s*(\d+)\)$/i.exec(type);
  return match === null ? null : { precision: Number(match[1]), scale: Number(match[2]) };
}
