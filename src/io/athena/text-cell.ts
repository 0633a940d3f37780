import type { ColumnType } from '../../core/contracts/contract.ts';

/** A text as the Parquet writer takes a column of the type: what `CAST(text AS type)` says in SQL. */
export function textCell(value: string | null | undefined, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'bigint') return BigInt(value);
  if (type === 'boolean') return value === 'true';
  if (type === 'double') return Number(value);
  return type === 'timestamp' ? `${value.replace(' ', 'T')}Z` : value;
}
