import type { Column } from '../core/contracts/contract.ts';

/** A value as read back: exact. BIGINT and DECIMAL come as strings, DATE as `YYYY-MM-DD`, TIMESTAMP as `YYYY-MM-DD HH:MM:SS[.fff]`. */
export type Cell = string | number | boolean | null;

/** Rows of a query with their column names and engine types. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Record<string, Cell>[];
}

/** A relation backed by Parquet objects of the lake. */
export interface ParquetRelation {
  /** Object keys below the lake root; an empty list makes an empty relation with the given columns. */
  readonly files: readonly string[];
  /** Columns of the files. */
  readonly columns: readonly Column[];
  /** Partition columns read from `name=value` path segments, as varchar unless typed here. */
  readonly partitions: readonly { readonly name: string; readonly type: 'varchar' | 'date' }[];
}

/**
 * Runs the compiled SQL. DuckDB embedded and Athena implement it; the runner writes all DDL through it, models are SELECT only.
 * Errors carry the statement's first line and the engine's message.
 */
export interface QueryEngine {
  /** Which SQL variant macros dispatch to: `duckdb`, or `trino` for Athena and Trino. */
  readonly dialect: 'duckdb' | 'trino';
  /** Runs a statement without a result. */
  run(sql: string): Promise<void>;
  /** Runs a query and reads all rows; for small results. */
  query(sql: string): Promise<QueryResult>;
  /** Makes `schema.name` readable as a relation over the files. */
  relationOverParquet(schema: string, name: string, relation: ParquetRelation): Promise<void>;
  /** Runs a SELECT and writes its rows, in the given total order, as one Parquet object; returns rows written. Nothing is written for zero rows. */
  writeParquet(select: string, orderBy: readonly string[], key: string): Promise<{ rows: number }>;
  /** Closes connections and removes scratch files. */
  close(): Promise<void>;
}
