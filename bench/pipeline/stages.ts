import { buildWarehouse } from '../../src/app/build/build.ts';
import { createRawRelations } from '../../src/app/build/raw-relations.ts';
import { ingestConfig } from '../../src/app/ingest/config-folder.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import { landedPageText, readLandedPage } from '../../src/app/ingest/landed-page.ts';
import { isClean } from '../../src/app/ingest/report.ts';
import { autoClose } from '../../src/app/periods/close.ts';
import { personKeyFor } from '../../src/app/person-key.ts';
import { addDays, daysOf } from '../../src/core/days.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import { type LandingPlace, landPage, listLanding, readLanding } from '../../src/io/landing.ts';
import { listPeriods, type ManifestEntry, openRawRun, readManifest } from '../../src/io/raw-lake.ts';
import { messagesUsage } from '../../src/sources/anthropic/messages-usage.ts';
import type { ParsedRow } from '../../src/sources/source.ts';
import { CONNECTION, openBenchProject } from './bench-project.ts';
import { rowsPerDay, usageBucket } from './usage-days.ts';

/** Rows on a landed page. */
const PAGE_ROWS = 5000;

/** Where a stage works. */
export interface StageJob {
  readonly root: string;
  readonly rows: number;
  readonly start: string;
  /** Logical day; days before it have data. */
  readonly asOf: string;
}

const PLACE = { source: CONNECTION.source, connection: CONNECTION.id, stream: messagesUsage.name } as const;
const runOf = (asOf: string) => `${asOf.replaceAll('-', '')}T000000Z`;

/** Lands answers of the usage report, a few thousand rows a page. */
export async function land(job: StageJob): Promise<number> {
  const { store } = await openBenchProject(job.root);
  const days = daysOf({ from: job.start, to: job.asOf });
  for (const [i, rows] of rowsPerDay(job.rows, days.length).entries()) {
    const day = days[i]!;
    const place: LandingPlace = { ...PLACE, window: `${day}_${addDays(day, 1)}`, run: runOf(job.asOf) };
    const bucket = usageBucket(day, rows) as { results: object[] };
    for (let from = 0, page = 1; from < rows; from += PAGE_ROWS, page += 1) {
      const data = [{ ...bucket, results: bucket.results.slice(from, from + PAGE_ROWS) }];
      const text = landedPageText({
        stream: messagesUsage.name,
        range: { from: day, to: addDays(day, 1) },
        attempt: 1,
        number: page,
        request: { method: 'GET', path: '/v1/organizations/usage_report/messages', query: [] },
        receivedAt: `${job.asOf}T00:00:00.000Z`,
        text: JSON.stringify({ data, has_more: false, next_page: null }),
        isJson: true,
      });
      await landPage(store, place, `page-${String(page).padStart(4, '0')}.json`, text);
    }
  }
  return job.rows;
}

/** Parses what is landed into raw Parquet, a day at a time. */
export async function raw(job: StageJob): Promise<number> {
  const { store } = await openBenchProject(job.root);
  const context = {
    connectionId: CONNECTION.id,
    pseudonym: (_: string, id: string) => id,
    logicalDay: job.asOf,
    settings: { billing_account: CONNECTION.account },
  };
  const pages = new Map<string, string[]>();
  for await (const { key, window } of listLanding(store, PLACE)) pages.set(window, [...(pages.get(window) ?? []), key]);
  async function* rowsOf(keys: readonly string[]): AsyncGenerator<ParsedRow['row']> {
    for (const key of keys) {
      const { rows } = messagesUsage.parse(readLandedPage(await readLanding(store, key)), context);
      for (const { row } of rows) yield row;
    }
  }
  const asOf = `${job.asOf}T00:00:00Z`;
  const run = await openRawRun(store, { ...PLACE, run: runOf(job.asOf), dataAsOf: asOf, logicalDay: job.asOf });
  let rows = 0;
  for (const [window, keys] of pages) rows += (await run.writeWindow('usage', window.slice(0, 10), rowsOf(keys))).rows;
  await run.commit();
  return rows;
}

/** Lands the config and builds, tests and publishes every period. */
export async function marts(job: StageJob): Promise<number> {
  const project = await openBenchProject(job.root);
  const { key } = await personKeyFor(project);
  const config = await ingestConfig(project, key, { instant: `${job.asOf}T00:00:00Z`, day: job.asOf });
  if (config.problems.length > 0) throw new Error(config.problems.join('\n'));
  await buildWarehouse(project, { asOf: job.asOf });
  return job.rows;
}

/** The floor: DuckDB reads the raw usage files and groups them once. */
export async function floor(job: StageJob): Promise<number> {
  const project = await openBenchProject(job.root);
  const windows: ManifestEntry[] = [];
  for (const period of await listPeriods(project.store))
    windows.push(...(await readManifest(project.store, period)).entries);
  const engine = await openDuckDb({ lakeRoot: project.lakeRoot, path: ':memory:' });
  await createRawRelations(engine, windows, []);
  const { rows } = await engine.query(
    `SELECT sum(rows) AS rows FROM (
       SELECT provider, model, api_key, service_tier, count(*) AS rows, sum(input_uncached) AS input,
         sum(cache_read) AS cache_read, sum(cache_write_5m) AS cache_write, sum(output) AS output
       FROM raw.usage GROUP BY provider, model, api_key, service_tier) AS grouped`,
  );
  await engine.close();
  return Number(rows[0]!.rows);
}

/** One run as a person has it every day: reads the vendor, lands, builds, publishes, closes what is due. */
export async function daily(job: StageJob): Promise<number> {
  const project = await openBenchProject(job.root);
  const report = await ingest(project, { asOf: { instant: `${job.asOf}T00:00:00Z`, day: job.asOf } });
  if (!isClean(report))
    throw new Error(JSON.stringify(report.streams.flatMap((s) => s.errors).concat(report.configProblems)));
  const { built } = await buildWarehouse(project, { asOf: job.asOf });
  await autoClose(project, job.asOf);
  return built.length;
}
