import { copyFile, link, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildFolder, martFileColumns, publishedMarts } from '../../src/app/build/mart-relation.ts';
import type { PublishedBuild, PublishedState } from '../../src/app/build/published-state.ts';
import type { Column } from '../../src/core/contracts/contract.ts';
import { SUMMARY, WHOLE } from '../../src/core/dbt/plan.ts';
import type { Model, Project } from '../../src/core/dbt/project-types.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';

/** A lake that is to be grown. */
export interface Growth {
  readonly project: Project;
  /** Folder of the lake that was built. */
  readonly from: string;
  readonly published: PublishedState;
  /** Folder of the grown lake; made anew. */
  readonly to: string;
  /** Marts to take. */
  readonly marts: ReadonlySet<string>;
  /** Month whose rows are grown, and the months that get them. */
  readonly month: string;
  readonly months: readonly string[];
  /** Companies of this size put together. */
  readonly copies: number;
}

/** Names of whom and what a larger company has more. Texts that name a kind (tool, model, class) stay the same. */
const GROWING =
  /^(billing_account|bill_line_id|budget_id|scope_id|ledger_id|usage_id|usage_row_id|cost_id|session_id|session_slice_id|parent_session_id|session_name|commit_sha|deed_id|event_key|person_key|holder|repo|branch|head_branch|work_item|work_key|team_id|parent_team_id|parent_team_as_was|parent_team_as_is|team|outcome_id|outcome_unit_id|parent_outcome_id|ancestor_id|hint_outcome_id|trace_id|cost_center)$/;

/** Figures that differ from company to company. */
const MEASURE = /_micros$|_cost$|^tokens$/;

/** Marts that do not grow with people: calendar, limits, prices, budgets, kinds of things, and the nodes of the forecast. */
const STEADY =
  /^(dim_date|dim_threshold|dim_price|fct_link_rung|fct_ledger_check|fct_unpriced|fct_budget_day|fct_forecast_\w+)$/;

/**
 * Writes the published marts of `copies` companies in the project's own layout and with its own writer: every row once
 * per company, with ids and names of its own. A month's rows stand for each of the months. Returns the published state.
 */
export async function growLake(growth: Growth): Promise<PublishedState> {
  await rm(growth.to, { recursive: true, force: true });
  await mkdir(growth.to, { recursive: true });
  const engine = await openDuckDb({ lakeRoot: growth.to, path: ':memory:', threads: 2, memoryLimit: '4GB' });
  const marts: Record<string, Record<string, PublishedBuild>> = {};
  try {
    for (const mart of publishedMarts(growth.project)) {
      const builds = growth.published.marts[mart.name] ?? {};
      if (!growth.marts.has(mart.name)) continue;
      const [piece] = mart.config.grain === 'period' ? [null] : [mart.config.grain === 'whole' ? WHOLE : SUMMARY];
      const isWhole = piece !== null;
      const source = builds[piece ?? growth.month];
      if (source === undefined || source.files.length === 0) continue;
      const own: Record<string, PublishedBuild> = {};
      let first: string | null = null;
      for (const period of piece === null ? growth.months : [piece]) {
        const key = `${buildFolder(mart.name, period, `${period}-grown`)}/part-0000.parquet`;
        const target = path.join(growth.to, key);
        if (first === null || mart.name === 'fct_spend_day') {
          const shift = isWhole ? 0 : monthsBetween(growth.month, period);
          const select = grownSelect(growth, mart, source.files, shift);
          await engine.writeParquet(select, orderOf(mart), key, mart.config.clusterBy);
          first ??= target;
        } else {
          await mkdir(path.dirname(target), { recursive: true });
          await link(first, target).catch(() => copyFile(first!, target));
        }
        own[period] = { ...source, build_id: `${period}-grown`, files: [key] };
      }
      marts[mart.name] = own;
    }
  } finally {
    await engine.close();
  }
  return { marts };
}

function grownSelect(growth: Growth, mart: Model, files: readonly string[], months: number): string {
  const paths = files.map((file) => `'${path.join(growth.from, file)}'`).join(', ');
  const copies = STEADY.test(mart.name) ? 1 : growth.copies;
  const columns = martFileColumns(mart).map((c) => `${grownColumn(c, months)} AS "${c.name}"`);
  return `SELECT ${columns.join(', ')} FROM read_parquet([${paths}]) AS t CROSS JOIN range(${copies}) AS r(k)`;
}

function grownColumn({ name, type }: Column, months: number): string {
  if (type === 'date' && months !== 0) return `CAST("${name}" + to_months(${months}) AS DATE)`;
  // Figures of their own: equal ones would be packed better than real ones.
  if (MEASURE.test(name) && type === 'bigint')
    return `CAST("${name}" + CAST(hash(k, "${name}") % 10007 AS BIGINT) AS ${type})`;
  if (MEASURE.test(name) && type.startsWith('decimal(38,12'))
    return `CAST("${name}" + CAST(hash(k, "${name}") % 10007 AS BIGINT) * 0.000001 AS ${type})`;
  if (type !== 'varchar' || !GROWING.test(name)) return `"${name}"`;
  // Keys are hashes and stay as hard to pack as they are; names differ by company and by six signs of chance.
  return `CASE WHEN "${name}" IS NULL THEN NULL WHEN length("${name}") = 64 THEN sha256("${name}" || k) ELSE k || '-' || "${name}" || '-' || substr(md5("${name}" || k), 1, 6) END`;
}

function orderOf(mart: Model): string[] {
  const columns = martFileColumns(mart).map((c) => c.name);
  const keyed = mart.config.key.filter((name) => columns.includes(name));
  return keyed.length > 0 ? keyed : columns;
}

function monthsBetween(from: string, to: string): number {
  const at = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return at(to) - at(from);
}
