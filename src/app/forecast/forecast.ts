import { planForecast } from '../../core/forecast/plan.ts';
import type { ForecastInput } from '../../core/forecast/plan-input.ts';
import type { ForecastTables } from '../../core/forecast/plan-rows.ts';
import { openRawRun } from '../../io/raw-lake.ts';
import { type BuildReport, buildWarehouse } from '../build/build.ts';
import { RunError } from '../errors.ts';
import { pseudonymsOf } from '../ingest/pseudonyms.ts';
import { nextRun } from '../ingest/run-id.ts';
import { personKeyFor } from '../person-key.ts';
import { programVersion } from '../program-version.ts';
import type { OpenProject } from '../project.ts';
import { withWarehouse } from '../query.ts';
import { currenciesOf, forecastInput } from './forecast-input.ts';
import { type LandedForecast, landedRows } from './landed-rows.ts';
import { readBudgets } from './read-budgets.ts';
import { readEvents, readScenarios, withProfiles } from './read-changes.ts';
import { readWarehouse } from './read-warehouse.ts';

/** Backtest origins of a run: the last six. */
export const ORIGINS = 6;

/** Where forecasts are landed. */
const PLACE = { source: 'forecast', connection: 'project', stream: 'forecast' } as const;

const MARTS = new Set(['fct_forecast_spend', 'fct_forecast_budget', 'fct_forecast_backtest', 'fct_forecast_change']);

/** What to forecast. */
export interface ForecastOptions {
  readonly asOf: { readonly instant: string; readonly day: string };
  /** Ids of scenarios; all of forecasts/scenarios.yaml unless given. */
  readonly scenarios?: readonly string[];
  /** Backtest origins; six unless given. */
  readonly origins?: number;
  readonly progress?: { start(phase: string, total: number): void; step(label: string): void; end(): void };
}

/** What a forecast run did. */
export interface ForecastReport {
  readonly runs: readonly { readonly currency: string; readonly runId: string; readonly warnings: readonly string[] }[];
  readonly scenarios: readonly string[];
  /** Rows landed by table. */
  readonly rows: Readonly<Record<keyof ForecastTables, number>>;
  /** False when the same facts were forecast before: then nothing is computed again. */
  readonly changed: boolean;
  readonly build: BuildReport | null;
}

/**
 * Forecasts every currency of the published warehouse, lands the four tables as one run and publishes them through the
 * ordinary build with its tests. The same facts on the same day are not forecast twice. Throws RunError when nothing is
 * published yet, when there is no complete day, and on broken events or scenarios.
 */
export async function forecast(project: OpenProject, options: ForecastOptions): Promise<ForecastReport> {
  const asOf = options.asOf.day;
  options.progress?.start('forecast', 3);
  const { inputs, smallestGroup, published } = await readInputs(project, options);
  options.progress?.step('history read');
  const runs = inputs.map(({ currency, runId, warnings }) => ({ currency, runId, warnings }));
  const scenarios = inputs[0]!.scenarios.map((s) => s.id);
  if (
    runs
      .map((r) => r.runId)
      .sort()
      .join() === published.join()
  ) {
    options.progress?.end();
    return { runs, scenarios, rows: await publishedRows(project), changed: false, build: null };
  }
  const landed: LandedForecast = {
    forecast_spend: [],
    forecast_budget: [],
    forecast_backtest: [],
    forecast_change: [],
  };
  for (const input of inputs) {
    const rows = landedRows(planForecast(input), input.budgets, smallestGroup);
    for (const table of Object.keys(landed) as (keyof ForecastTables)[])
      for (const row of rows[table]) landed[table].push(row);
  }
  options.progress?.step('planned');
  const raw = await openRawRun(project.store, await nextRun(project.store, PLACE, options.asOf));
  for (const [table, rows] of Object.entries(landed)) await raw.writeWindow(table, asOf, rows);
  await raw.commit();
  options.progress?.step('landed');
  options.progress?.end();
  const build = await buildWarehouse(project, { asOf, marts: MARTS, progress: options.progress });
  return { runs, scenarios, rows: countsOf(landed), changed: true, build };
}

interface Inputs {
  readonly inputs: readonly ForecastInput[];
  readonly smallestGroup: number;
  /** Run ids of the published forecast, sorted. */
  readonly published: readonly string[];
}

async function readInputs(project: OpenProject, options: ForecastOptions): Promise<Inputs> {
  const asOf = options.asOf.day;
  const plans = await readScenarios(project.root, options.scenarios);
  const events = await readEvents(project.root);
  const generatedWith = await programVersion();
  return withWarehouse(project, async (engine) => {
    const query = (sql: string) => engine.query(sql);
    const facts = await readWarehouse(query, asOf);
    const budgets = await readBudgets(project.store, asOf);
    const copies = plans.some((p) => p.changes.some((c) => c.copy !== undefined && 'person' in c.copy));
    const key = copies ? (await personKeyFor(project)).key : '';
    const { pseudonym } = pseudonymsOf('config', key);
    const settings = {
      asOf,
      generatedWith,
      fiscalYearStartMonth: project.config.fiscal_year_start_month,
      backtestOrigins: options.origins ?? ORIGINS,
      events,
      scenarios: await withProfiles(plans, query, asOf, (email) => pseudonym('email', email)),
      budgets,
    };
    const inputs = currenciesOf(facts)
      .map((currency) => forecastInput(facts, currency, settings))
      .filter((input) => input !== null);
    if (inputs.length === 0) {
      throw new RunError(
        `no day before ${asOf} is complete in the published warehouse; there is nothing to forecast from`,
      );
    }
    const { rows } = await query('select distinct run_id from fct_forecast_spend order by run_id');
    return { inputs, smallestGroup: facts.smallestGroup, published: rows.map((r) => String(r.run_id)) };
  });
}

function countsOf(landed: LandedForecast): ForecastReport['rows'] {
  const { forecast_spend, forecast_budget, forecast_backtest, forecast_change } = landed;
  return {
    forecast_spend: forecast_spend.length,
    forecast_budget: forecast_budget.length,
    forecast_backtest: forecast_backtest.length,
    forecast_change: forecast_change.length,
  };
}

async function publishedRows(project: OpenProject): Promise<ForecastReport['rows']> {
  return withWarehouse(project, async (engine) => {
    const count = async (table: keyof ForecastTables) => {
      const { rows } = await engine.query(`select count(*) as n from fct_${table}`);
      return Number(rows[0]!.n);
    };
    return {
      forecast_spend: await count('forecast_spend'),
      forecast_budget: await count('forecast_budget'),
      forecast_backtest: await count('forecast_backtest'),
      forecast_change: await count('forecast_change'),
    };
  });
}
