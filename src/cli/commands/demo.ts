import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { DEMO_PERSON_KEY } from '../../app/demo-project.ts';
import { email } from '../../app/email/email.ts';
import type { OpenProject } from '../../app/project.ts';
import {
  buildCompany,
  DEMO_AS_OF,
  projectFiles,
  type SimulatorThread,
  simulatorThread,
  writeFiles,
} from '../../sim/index.ts';
import { asOfFor, folderProjectFor, type Output, outputFor } from '../context.ts';
import { demoHindsight, renderHindsight } from './demo-hindsight.ts';
import { renderEmailReport } from './email.ts';
import { renderForecast, runForecast } from './forecast.ts';
import { type MoreOutput, runPipeline } from './run.ts';

/** Adds `demo`: the whole pipeline on a simulated company, over HTTP. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('Run the whole pipeline on a simulated company: no account, no credentials')
    .option('--project <dir>', 'folder to make the demo in; replaced when it is there', 'tokenledger-demo')
    .option('--json', 'print JSON for programs')
    .action(async (options: { project: string; json?: boolean }) => {
      const output = outputFor(options);
      const root = path.resolve(options.project);
      await rm(root, { recursive: true, force: true });
      await mkdir(root, { recursive: true });
      const company = buildCompany();
      const simulator = await simulatorThread();
      try {
        const telemetry = simulator.writeTelemetry(root);
        writeFiles(root, projectFiles(company, { baseUrl: simulator.url }));
        await telemetry;
        const environment = { ...simulator.keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY };
        const common = { ...options, project: root, asOf: DEMO_AS_OF };
        const project = await folderProjectFor(common, { environment });
        await runPipeline(project, common, output, () => forecastAndMail(project, simulator, common, output));
      } finally {
        await simulator.close();
      }
      if (!output.json) output.print(nextSteps(options.project));
    });
}

/** Backtest dates of the demo's forecast; `tokenledger forecast` uses more. */
const DEMO_ORIGINS = 2;

/** Readers the demo makes the mail for; `tokenledger email` makes it for every budget owner. */
const DEMO_AUDIENCES = ['company', 'team-mobile'];

/** The forecast without scenarios, and the monthly mail of the company and of one budget owner, as files. */
async function forecastAndMail(
  project: OpenProject,
  vendors: Pick<SimulatorThread, 'truth'>,
  options: { readonly project: string; readonly asOf: string },
  output: Output,
): Promise<MoreOutput> {
  const made = await runForecast(project, { ...options, scenario: [] }, output, { origins: DEMO_ORIGINS });
  const { compared } = await demoHindsight(project, vendors);
  const mails = [];
  for (const audience of DEMO_AUDIENCES) {
    mails.push(await email(project, { asOf: asOfFor(options), audience, progress: output.progress }));
  }
  const hindsight = await compared;
  const report = { ...mails[0]!, results: mails.flatMap((m) => m.results) };
  return {
    json: { forecast: made, hindsight, email: report },
    text: `${renderForecast(made, output)}\n\n${renderHindsight(hindsight)}\n\n${renderEmailReport(report, output.width)}`,
  };
}

function nextSteps(project: string): string {
  const query = (sql: string) => `  npx tokenledger query --project ${project} "${sql}"`;
  return [
    'Three queries to try:',
    query(
      "select tool, model, sum(billed_cost) as billed from fin_spend_daily_v1 where usage_date >= date '2026-10-01' group by 1, 2 order by 3 desc",
    ),
    query("select * from fin_budget_status_v1 where pace_status in ('over', 'exhausted') order by period desc"),
    query('select * from fin_unattributed_v1 order by amount desc limit 10'),
    'Scenarios, and the mail of every budget owner:',
    `  npx tokenledger forecast --project ${project} --as-of ${DEMO_AS_OF}`,
    `  TOKENLEDGER_PERSON_KEY=${DEMO_PERSON_KEY} npx tokenledger email --preview --project ${project} --as-of ${DEMO_AS_OF}`,
  ].join('\n');
}
