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
  /** What the relation is, for catalogues that people browse. */
  readonly description?: string;
  /**
   * Files with the same text have the same columns, because one run wrote them: the footer of one is read for all. Every
   * footer is read unless given.
   */
  readonly writerOf?: (key: string) => string;
  /** Partition columns read from `name=value` path segments, as varchar unless typed here. */
  readonly partitions: readonly { readonly name: string; readonly type: 'varchar' | 'date' }[];
}

/** A column by name and SQL type. */
export type TypedColumn = Pick<Column, 'name' | 'type'>;

/** A row of texts by column name; absent is NULL. */
export type TextRow = Readonly<Record<string, string | null>>;

/** What a relation and its columns mean, for catalogues that people browse. */
export interface RelationComments {
  readonly description: string;
  /** Column name → meaning. */
  readonly columns: Readonly<Record<string, string>>;
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
  /** How SQL calls `schema.name`; the schemas are `raw` for landed tables and `main` for everything made here. */
  relation(schema: string, name: string): string;
  /** Makes `schema.name` readable as a relation over the files. */
  relationOverParquet(schema: string, name: string, relation: ParquetRelation): Promise<void>;
  /** Makes `schema.name` a table of the given rows: texts cast to the column types, absent columns NULL. */
  tableOfRows(schema: string, name: string, columns: readonly TypedColumn[], rows: readonly TextRow[]): Promise<void>;
  /** Makes `schema.name` a table of the rows of a SELECT. */
  createTable(schema: string, name: string, select: string): Promise<void>;
  /** Makes `schema.name` a view of a SELECT, with what its columns mean where the engine keeps comments. */
  createView(schema: string, name: string, select: string, comments?: RelationComments): Promise<void>;
  /**
   * Runs a SELECT and writes its rows as Parquet: as the one object `key` in the given total order where the engine can
   * (DuckDB), else as objects below the folder of `key`. Rows of equal `clusterBy` values lie together either way, so that
   * a question about some of them need not read the others. Returns rows and object keys; zero rows write nothing.
   */
  writeParquet(
    select: string,
    orderBy: readonly string[],
    key: string,
    clusterBy?: readonly string[],
  ): Promise<{ readonly rows: number; readonly files: readonly string[] }>;
  /** Closes connections and removes scratch files. */
  close(): Promise<void>;
}
