import type { Command } from 'commander';
import { type ForecastReport, forecast, ORIGINS } from '../../app/forecast/forecast.ts';
import { forecastSummary } from '../../app/forecast/summary.ts';
import type { OpenProject } from '../../app/project.ts';
import { withWarehouse } from '../../app/query.ts';
import type { SummarySection } from '../../app/summary.ts';
import { asOfFor, type CommonOptions, type Output, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderSummary } from '../output/summary.ts';

interface ForecastCommandOptions extends CommonOptions {
  readonly scenario?: string[];
}

const collect = (value: string, earlier: string[] = []) => [...earlier, value];

/** Adds `forecast`: next quarter's spend from the published warehouse, landed and published as tables of its own. */
export function registerForecast(program: Command): void {
  withCommonOptions(
    program.command('forecast').description('Forecast spend, drivers and budgets from the published warehouse'),
  )
    .option('--scenario <id>', 'only this scenario of forecasts/scenarios.yaml; may be repeated', collect)
    .action(async (options: ForecastCommandOptions) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: true });
      const made = await runForecast(project, options, output, { origins: ORIGINS });
      output.print(output.json ? JSON.stringify(made, null, 1) : renderForecast(made, output));
    });
}

/** A forecast with the tables to print; used by `forecast` and by the demo. */
export interface MadeForecast {
  readonly report: ForecastReport;
  readonly summary: readonly SummarySection[];
}

/** Runs the forecast on an open project and reads back what was published. */
export async function runForecast(
  project: OpenProject,
  options: ForecastCommandOptions,
  output: Output,
  settings: { readonly origins: number },
): Promise<MadeForecast> {
  const report = await forecast(project, {
    asOf: asOfFor(options),
    origins: settings.origins,
    progress: output.progress,
    ...(options.scenario === undefined ? {} : { scenarios: options.scenario }),
  });
  const summary = await withWarehouse(project, (engine) => forecastSummary((sql) => engine.query(sql)));
  return { report, summary };
}

/** The run in a sentence, its warnings, then the tables. */
export function renderForecast({ report, summary }: MadeForecast, output: Output): string {
  const rows = Object.values(report.rows).reduce((a, b) => a + b, 0);
  const runs = report.runs.map((r) => `${r.currency} ${r.runId}`).join(', ');
  const first = report.changed
    ? `Forecast: run ${runs}, ${rows} rows published`
    : `Forecast: run ${runs} is published already; nothing it depends on has changed`;
  const warnings = report.runs.flatMap((r) => r.warnings).map((w) => `  ${w}`);
  return [first, ...warnings, '', renderSummary(summary, output.style, output.width)].join('\n');
}
