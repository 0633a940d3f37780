import { emptyRelationSql } from '../../core/contracts/duckdb-view.ts';
import { parquetColumnOf } from '../../core/contracts/parquet-schema.ts';
import type { ObjectStore } from '../object-store.ts';
import { writeParquetColumns } from '../parquet/parquet-writer.ts';
import type { ParquetRelation, QueryEngine, RelationComments } from '../query-engine.ts';
import type { GlueCatalog } from './catalog.ts';
import { clusteredWrite } from './clustered-write.ts';
import type { ExternalTable } from './external-table.ts';
import { lakeTableOf, partitionsOf, relationSelect } from './lake-relation.ts';
import { folderOf, scratchFolder, writeLocation } from './locations.ts';
import type { AthenaPlace } from './place.ts';
import type { AthenaRunner } from './runner.ts';
import { removeScratch, SCRATCH_MARKER } from './scratch.ts';
import { createTableAs, replaceView, tableName, unload } from './statements.ts';
import { textCell } from './text-cell.ts';

/** What an engine works with. */
export interface AthenaParts {
  readonly place: AthenaPlace;
  readonly runner: AthenaRunner;
  readonly catalog: GlueCatalog;
  /** The lake at `place.lake`. */
  readonly store: ObjectStore;
}

/**
 * Which names an engine makes: scratch tables of one run, dropped on close, or the relations people read. `resumed`
 * scratch was opened before by another process and left open.
 */
export type AthenaScope =
  | { readonly kind: 'scratch'; readonly run: string; readonly resumed?: boolean }
  | { readonly kind: 'published' };

/**
 * The query engine on Athena. In a scratch scope `raw.x` and `main.x` are tables `<run>_raw_x` and `<run>_main_x` of the
 * scratch database; in the published scope `main.x` is `x` of the published database.
 */
export async function athenaEngine(parts: AthenaParts, scope: AthenaScope): Promise<QueryEngine> {
  const { place, runner, catalog, store } = parts;
  const made: string[] = [];
  const idOf = (schema: string, name: string) => {
    if (scope.kind === 'scratch') return { database: place.databases.scratch, table: `${scope.run}_${schema}_${name}` };
    return { database: schema === 'raw' ? place.databases.raw : place.databases.published, table: name };
  };
  const relation = (schema: string, name: string) => {
    const { database, table } = idOf(schema, name);
    return tableName(database, table);
  };
  const remember = (schema: string, name: string) => {
    if (scope.kind === 'scratch') made.push(idOf(schema, name).table);
  };
  /** An empty folder for one write of one attempt. */
  const freshLocation = async (folder: string) => {
    const location = writeLocation(place.lake, folder);
    for await (const { key } of store.list(`${folder}/`))
      throw new Error(`${place.lake}/${key} is there already: a second write would mix with it. Start a new run.`);
    return location;
  };

  const createView = async (schema: string, name: string, select: string, comments?: RelationComments) => {
    await runner.run(replaceView(relation(schema, name), select), name);
    remember(schema, name);
    const { database, table } = idOf(schema, name);
    if (comments !== undefined && scope.kind === 'published') await catalog.comment(database, table, comments);
  };

  if (scope.kind === 'scratch' && scope.resumed !== true) {
    const marker = `${scratchFolder(scope.run)}/${SCRATCH_MARKER}`;
    const mine = await store.putIfAbsent(marker, new TextEncoder().encode(`{"run":"${scope.run}"}\n`));
    if (mine === null)
      throw new Error(
        `scratch ${place.lake}/${scratchFolder(scope.run)} is in use: start a run with a name of its own`,
      );
  }

  return {
    dialect: 'trino',
    relation,
    run: async (sql) => void (await runner.run(sql, 'statement')),
    query: (sql) => runner.query(sql, 'query'),
    createView,
    createTable: async (schema, name, select) => {
      if (scope.kind === 'published')
        throw new Error(`table ${name} cannot be made among the published views; publish a build`);
      const folder = (attempt: number) => `${scratchFolder(scope.run)}/${schema}_${name}/try-${attempt}`;
      await freshLocation(folder(1));
      const sql = (attempt: number) =>
        createTableAs(relation(schema, name), writeLocation(place.lake, folder(attempt)), select);
      remember(schema, name);
      await runner.run(sql, name);
    },
    tableOfRows: async (schema, name, columns, rows) => {
      if (scope.kind === 'published')
        throw new Error(`table ${name} cannot be made among the published views; publish a build`);
      const folder = `${scratchFolder(scope.run)}/${schema}_${name}/rows`;
      const location = await freshLocation(folder);
      const typed = rows.map((row) => Object.fromEntries(columns.map((c) => [c.name, textCell(row[c.name], c.type)])));
      const file = {
        table: name,
        columns: columns.map((c) => parquetColumnOf({ ...c, nullable: true, description: '' })),
        rows: typed,
      };
      await writeParquetColumns(store, `${folder}/part-0000.parquet`, file);
      const { database, table } = idOf(schema, name);
      remember(schema, name);
      await catalog.ensureTable(database, { name: table, location, lake: place.lake, columns });
    },
    relationOverParquet: async (schema, name, given) => {
      const comments = commentsOf(given);
      if (given.files.length === 0) {
        await createView(schema, name, emptyRelationSql(given.columns, given.partitions), comments);
        return;
      }
      const { area, table } = lakeTableOf(given.files);
      if (area === 'marts') await registerBuilds(parts, table, given);
      await createView(schema, name, relationSelect(tableName(place.databases[area], table), given), comments);
    },
    writeParquet: async (select, _orderBy, key, clusterBy = []) => {
      if (scope.kind === 'published')
        throw new Error(`${key} cannot be written from the published views; build it in a scratch run`);
      const label = key.split('/')[1] ?? key;
      const counted = await runner.query(`SELECT count(*) AS n FROM (\n${select}\n) AS result`, label);
      const rows = Number(counted.rows[0]?.n);
      if (rows === 0) return { rows, files: [] };
      const folder = (attempt: number) => `${folderOf(key)}/${scope.run}-${attempt}`;
      await freshLocation(folder(1));
      const write = clusteredWrite(select, rows, clusterBy);
      const { attempt } = await runner.run(
        (n) => unload(write.select, writeLocation(place.lake, folder(n)), write.partitionedBy),
        label,
      );
      const files: string[] = [];
      for await (const object of store.list(`${folder(attempt)}/`)) files.push(object.key);
      if (files.length === 0)
        throw new Error(
          `${key}: Athena reported success for ${rows} rows and ${place.lake}/${folder(attempt)}/ is empty; run again`,
        );
      return { rows, files };
    },
    close: async () => {
      if (scope.kind === 'published') return;
      if (scope.resumed === true)
        for (const { name } of await catalog.tables(place.databases.scratch))
          if (name.startsWith(`${scope.run}_`) && !made.includes(name)) made.push(name);
      await removeScratch(parts, scope.run, made);
    },
  };
}

/** Makes the stored table of a mart know the builds of a relation; until then no view can show them. */
async function registerBuilds(parts: AthenaParts, mart: string, relation: ParquetRelation): Promise<void> {
  const { place, catalog } = parts;
  const table: ExternalTable = {
    name: mart,
    location: `${place.lake}/marts/${mart}/`,
    lake: place.lake,
    columns: relation.columns,
    partitions: relation.partitions.map((p) => p.name),
    ...(relation.description === undefined ? {} : { description: `Stored builds. ${relation.description}` }),
  };
  await catalog.ensureTable(place.databases.marts, table);
  await catalog.ensurePartitions(place.databases.marts, table, partitionsOf(place.lake, relation));
}

function commentsOf(relation: ParquetRelation): RelationComments {
  const columns = Object.fromEntries(relation.columns.map((c) => [c.name, c.description]));
  return { description: relation.description ?? '', columns };
}
