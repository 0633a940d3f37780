import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { emptyRelationSql, sqlText } from '../../../src/core/contracts/duckdb-view.ts';
import { sqlType, type TypedColumn } from '../../../src/core/dbt/inline-relation.ts';
import { sqlFailure } from '../../../src/io/duckdb/sql-failure.ts';
import type { ParquetRelation, QueryEngine, TextRow } from '../../../src/io/query-engine.ts';
import { MEMORY_CATALOGS, type TrinoAddress } from './server.ts';
import { runStatement } from './statement.ts';

/** Rows of one VALUES clause; longer ones plan slowly. */
const VALUES_ROWS = 500;

/** Which memory catalogue the tests of this process use; the runner numbers the processes it has at a time from 1. */
export const OWN_CATALOG = MEMORY_CATALOGS[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % MEMORY_CATALOGS.length]!;

/** The schemas models are made in; every engine starts with them empty. */
const SCHEMAS = ['main', 'raw'] as const;

/**
 * The query engine over a Trino server: models, seeds and views live in a memory catalogue, Parquet files are read
 * and written by external Hive tables of the catalogue `lake`, whose partitions come from the object path as on Athena.
 * `filesRoot` is the lake folder whose objects are read, `writtenRoot` the one that written objects go to; both must lie on
 * the server's disk because files are shown to the server by hard links. One engine at a time per catalogue: test files
 * that run side by side have one each.
 */
export async function openTrino(server: TrinoAddress, filesRoot = '.', writtenRoot = filesRoot): Promise<QueryEngine> {
  const name = `e${randomBytes(5).toString('hex')}`;
  const execute = (sql: string) => sqlFailure(sql, () => runStatement(server.url, OWN_CATALOG, sql));
  const run = async (sql: string) => void (await execute(sql));
  await run(`CREATE SCHEMA lake.${name} WITH (location = 'local:///${name}')`);
  await emptySchemas(execute);
  let tables = 0;

  const external = async (columns: string, partitions: readonly string[], folder: string) => {
    tables += 1;
    const table = `t${tables}`;
    const partitioned =
      partitions.length === 0 ? '' : `, partitioned_by = ARRAY[${partitions.map(sqlText).join(', ')}]`;
    const where = `format = 'PARQUET', external_location = 'local:///${folder}'${partitioned}`;
    await run(`CREATE TABLE lake.${name}.${table} (${columns}) WITH (${where})`);
    if (partitions.length > 0) await run(`CALL lake.system.sync_partition_metadata('${name}', '${table}', 'FULL')`);
    return `lake.${name}.${table}`;
  };

  return {
    dialect: 'trino',
    run,
    query: execute,
    relation: (schema, relation) => `${schema}.${relation}`,
    createTable: (schema, table, select) => run(`CREATE TABLE ${schema}.${table} AS ${select}`),
    createView: (schema, view, select) => run(`CREATE VIEW ${schema}.${view} AS ${select}`),
    tableOfRows: async (schema, table, columns, rows) => {
      const typed = columns.map((c) => `"${c.name}" ${sqlType(c.type, 'trino')}`).join(', ');
      await run(`CREATE TABLE ${schema}.${table} (${typed})`);
      for (let i = 0; i < rows.length; i += VALUES_ROWS) {
        await run(`INSERT INTO ${schema}.${table} ${valuesSelect(columns, rows.slice(i, i + VALUES_ROWS))}`);
      }
    },
    relationOverParquet: async (schema, relation, { files, columns, partitions }) => {
      const all = [...columns, ...partitions].map((c) => `"${c.name}" ${c.type}`).join(', ');
      if (files.length === 0) {
        await run(`CREATE OR REPLACE VIEW ${schema}.${relation} AS ${emptyRelationSql(columns, partitions)}`);
        return;
      }
      const folder = `${name}/files/${schema}.${relation}`;
      for (const key of files) await show(server, filesRoot, key, `${folder}/${partitionPath(key, partitions)}`);
      const table = await external(
        all,
        partitions.map((p) => p.name),
        folder,
      );
      await run(`CREATE OR REPLACE VIEW ${schema}.${relation} AS SELECT * FROM ${table}`);
    },
    writeParquet: async (select, orderBy, key) => {
      // A table of no rows would have no folder, which Trino takes for an error.
      const { rows } = await execute(`SELECT count(*) AS n FROM (${select}) AS counted`);
      const count = Number(rows[0]!.n);
      if (count === 0) return { rows: 0, files: [] };
      tables += 1;
      const folder = `${name}/written/t${tables}`;
      const location = `format = 'PARQUET', external_location = 'local:///${folder}'`;
      const order = orderBy.map((column) => `"${column}"`).join(', ');
      await run(
        `CREATE TABLE lake.${name}.t${tables} WITH (${location}) AS SELECT * FROM (${select}) AS result ORDER BY ${order}`,
      );
      const [file, ...more] = await dataFiles(path.join(server.lakeRoot, folder));
      if (file === undefined || more.length > 0)
        throw new Error(`${key}: Trino wrote ${more.length + 1} files, not one`);
      const target = path.join(writtenRoot, key);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(path.join(server.lakeRoot, folder, file), target);
      return { rows: count, files: [key] };
    },
    close: async () => {
      await emptySchemas(execute);
      await run(`DROP SCHEMA lake.${name} CASCADE`);
    },
  };
}

/** Files of a written table; checksums and markers start with a dot. */
async function dataFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => !file.startsWith('.'));
}

/** The `name=value` segments of a key, which become the partitions of the table; the file name stays unique. */
function partitionPath(key: string, partitions: ParquetRelation['partitions']): string {
  const segments = key.split('/');
  const own = partitions.map(({ name }) => segments.find((s) => s.startsWith(`${name}=`)));
  if (own.includes(undefined))
    throw new Error(`${key} does not name its partitions ${partitions.map((p) => p.name).join(', ')}`);
  return [...own, segments.at(-1)].join('/');
}

async function show(server: TrinoAddress, filesRoot: string, key: string, as: string): Promise<void> {
  const target = path.join(server.lakeRoot, as);
  await mkdir(path.dirname(target), { recursive: true });
  await link(path.join(filesRoot, key), target);
}

function valuesSelect(columns: readonly TypedColumn[], rows: readonly TextRow[]): string {
  const text = (value: string | null | undefined) => (value === null || value === undefined ? 'NULL' : sqlText(value));
  const values = rows.map((row) => `(${columns.map((c) => `CAST(${text(row[c.name])} AS VARCHAR)`).join(', ')})`);
  const casts = columns.map((c) => `CAST("${c.name}" AS ${sqlType(c.type, 'trino')}) AS "${c.name}"`);
  const names = columns.map((c) => `"${c.name}"`).join(', ');
  return `SELECT ${casts.join(', ')} FROM (VALUES ${values.join(', ')}) AS rows_given (${names})`;
}

async function emptySchemas(execute: (sql: string) => ReturnType<typeof runStatement>): Promise<void> {
  for (const schema of SCHEMAS) {
    await execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    const { rows } = await execute(
      `SELECT table_name AS name, table_type AS kind FROM information_schema.tables WHERE table_schema = '${schema}'`,
    );
    for (const { name, kind } of rows) await execute(`DROP ${kind === 'VIEW' ? 'VIEW' : 'TABLE'} ${schema}."${name}"`);
  }
}
