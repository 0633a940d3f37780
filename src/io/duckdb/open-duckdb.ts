import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { sqlName, sqlText } from '../../core/contracts/duckdb-view.ts';
import type { QueryEngine } from '../query-engine.ts';
import { connectionPool } from './connection-pool.ts';
import { describeRelation, type FooterCache } from './describe-relation.ts';
import { lakePath } from './lake-path.ts';
import { queryRows } from './query-rows.ts';
import { sqlFailure } from './sql-failure.ts';
import { tableOfRows } from './table-of-rows.ts';
import { writeParquetObject } from './write-parquet.ts';

/** How the embedded engine is opened. */
export interface DuckDbOptions {
  /** Folder of the lake; object keys are paths below it. */
  readonly lakeRoot: string;
  /** Database file, or `:memory:` for scratch. */
  readonly path: string;
  /** Statements before settings are locked: macros that both engines need (the shim), schemas. */
  readonly initSql?: readonly string[];
  /** Worker threads, and connections that run statements side by side; default 2. */
  readonly threads?: number;
  /** Memory before it spills to disk, `2GB` for instance; default `1GB`. Leave 30 % of the machine to Node. */
  readonly memoryLimit?: string;
  /** Folder for spilled data; default a new one below the system's temporary folder, removed on close. */
  readonly tempDirectory?: string;
  /** Opens a database file for reading only: any number of readers may have it open. */
  readonly readOnly?: boolean;
  /** What is known of the footers of this lake's files; shared by databases that read the same ones. */
  readonly footers?: FooterCache;
}

/**
 * Opens DuckDB inside this process, offline and locked down: no extension is ever downloaded, no file is cached beyond a
 * statement, times are UTC, and statements cannot change settings.
 *
 * Statements run on several connections: what one statement makes (a view, a table) the next sees, but a transaction
 * cannot span two calls. A missing native package or an unreadable file fails with what to do.
 */
export async function openDuckDb(options: DuckDbOptions): Promise<QueryEngine> {
  const threads = options.threads ?? 2;
  const footers = options.footers ?? new Map();
  const ownTemp = options.tempDirectory === undefined;
  const temp = resolve(options.tempDirectory ?? join(tmpdir(), `tokenledger-duckdb-${randomBytes(6).toString('hex')}`));
  await mkdir(temp, { recursive: true });
  const removeTemp = async () => {
    if (ownTemp) await rm(temp, { recursive: true, force: true });
  };
  const instance = await openInstance(options, threads).catch(async (error) => {
    await removeTemp();
    throw error;
  });
  const pool = connectionPool(() => instance.connect(), threads);
  try {
    await prepare(pool.use, temp, options.initSql ?? []);
  } catch (error) {
    pool.close();
    instance.closeSync();
    await removeTemp();
    throw error;
  }

  const run = (sql: string) => pool.use((connection) => sqlFailure(sql, async () => void (await connection.run(sql))));
  const schemas = new Set(['main']);
  const ensureSchema = async (schema: string) => {
    if (!schemas.has(schema)) await run(`CREATE SCHEMA IF NOT EXISTS ${sqlName(schema)}`);
    schemas.add(schema);
  };
  return {
    dialect: 'duckdb',
    run,
    query: (sql) => pool.use((connection) => queryRows(connection, sql)),
    relation: (schema, name) => `${schema}.${name}`,
    relationOverParquet: async (schema, name, relation) => {
      await ensureSchema(schema);
      await pool.use(async (connection) => {
        const view = await describeRelation(
          { connection, lakeRoot: options.lakeRoot, footers },
          schema,
          name,
          relation,
        );
        await sqlFailure(view, () => connection.run(view));
      });
    },
    tableOfRows: async (schema, name, columns, rows) => {
      await ensureSchema(schema);
      await pool.use((connection) => tableOfRows(connection, schema, name, columns, rows));
    },
    createTable: (schema, name, select) => run(`CREATE TABLE ${schema}.${name} AS ${select}`),
    createView: (schema, name, select) => run(`CREATE VIEW ${schema}.${name} AS ${select}`),
    writeParquet: async (select, orderBy, key, clusterBy = []) => {
      const target = lakePath(options.lakeRoot, key);
      const order = [...clusterBy, ...orderBy.filter((column) => !clusterBy.includes(column))];
      const { rows } = await pool.use((connection) => writeParquetObject(connection, select, order, target));
      return { rows, files: rows === 0 ? [] : [key] };
    },
    close: async () => {
      await pool.drained();
      pool.close();
      instance.closeSync();
      await removeTemp();
    },
  };
}

async function openInstance(options: DuckDbOptions, threads: number): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((error: unknown) => {
    throw new Error(
      `the DuckDB library for ${process.platform}-${process.arch} is not installed; run npm install on this machine (${error})`,
      { cause: error },
    );
  });
  const config = {
    threads: String(threads),
    memory_limit: options.memoryLimit ?? '1GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.readOnly === true ? { access_mode: 'READ_ONLY' } : {}),
  };
  return DuckDBInstance.create(options.path, config).catch((error: Error) => {
    throw new Error(`cannot open the database ${options.path}: ${error.message}`, { cause: error });
  });
}

/** Settings, own statements, then the lock: from there on every connection has the same, unchangeable settings. */
async function prepare(
  use: ReturnType<typeof connectionPool>['use'],
  temp: string,
  initSql: readonly string[],
): Promise<void> {
  const statements = [
    `SET GLOBAL TimeZone='UTC'`,
    `SET enable_external_file_cache=false`,
    `SET preserve_insertion_order=true`,
    `SET temp_directory=${sqlText(temp)}`,
    ...initSql,
    `SET lock_configuration=true`,
  ];
  for (const sql of statements)
    await use((connection) => sqlFailure(sql, async () => void (await connection.run(sql))));
}
