import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { DEMO_PERSON_KEY } from '../../app/demo-project.ts';
import { buildCompany, DEMO_AS_OF, startSimulator, writeCompanyFiles } from '../../sim/index.ts';
import { outputFor, projectFor } from '../context.ts';
import { runPipeline } from './run.ts';

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
      const simulator = await startSimulator({ company });
      try {
        writeCompanyFiles(company, root, { baseUrl: simulator.url });
        const environment = { ...simulator.keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY };
        const common = { ...options, project: root, asOf: DEMO_AS_OF };
        const project = await projectFor(common, { environment });
        await runPipeline(project, common, output);
      } finally {
        await simulator.close();
      }
      if (!output.json) output.print(nextSteps(options.project));
    });
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
  ].join('\n');
}
