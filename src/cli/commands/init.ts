import type { Command } from 'commander';
import { initProject } from '../../app/init.ts';
import { outputFor } from '../context.ts';

/** Adds `init`. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('Lay out a project folder: tokenledger.yaml, config files, a person key in .env')
    .option('--project <dir>', 'folder to lay out', '.')
    .option('--json', 'print JSON for programs')
    .action(async (options: { project: string; json?: boolean }) => {
      const output = outputFor(options);
      const result = await initProject(options.project);
      if (output.json) output.print(JSON.stringify(result, null, 1));
      else {
        for (const name of result.created) output.print(`created ${name}`);
        for (const name of result.kept) output.print(`kept    ${name} (it was there)`);
        output.print(`Next: edit tokenledger.yaml, then run 'tokenledger run --project ${options.project}'.`);
      }
    });
}
