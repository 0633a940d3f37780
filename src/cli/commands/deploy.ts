import path from 'node:path';
import type { Command } from 'commander';
import { deployPlan } from '../../app/deploy/deploy-plan.ts';
import { UsageError } from '../../app/errors.ts';
import { readConfig } from '../../app/project.ts';
import { PROJECT_FILE } from '../../core/project-config.ts';
import { outputFor } from '../context.ts';
import { renderDeployPlan } from '../output/deploy-plan.ts';

/** Adds `deploy`: says what would be made and what it costs. */
export function registerDeploy(program: Command): void {
  program
    .command('deploy')
    .description('Say what deploying to AWS would make and cost a month; npx cdk deploy makes it (docs/deploy.md)')
    .requiredOption('--plan', 'print the plan; nothing is asked of AWS')
    .option('--developers <number>', 'people to estimate for; deploy.developers of tokenledger.yaml unless given')
    .option('--project <dir>', 'folder that holds tokenledger.yaml', '.')
    .option('--json', 'print JSON for programs')
    .action(async (options: { project: string; developers?: string; json?: boolean }) => {
      const output = outputFor(options);
      const root = path.resolve(options.project);
      const config = await readConfig(root);
      if (config === null)
        throw new UsageError(`there is no ${PROJECT_FILE} in ${root}: name the project folder with --project DIR`);
      const developers = options.developers === undefined ? undefined : Number(options.developers);
      if (developers !== undefined && (!Number.isInteger(developers) || developers < 1))
        throw new UsageError(`--developers ${options.developers} is no number of people; write 50, for example`);
      const plan = deployPlan(config, developers);
      const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
      output.print(output.json ? JSON.stringify(plan, text, 1) : renderDeployPlan(plan));
    });
}
