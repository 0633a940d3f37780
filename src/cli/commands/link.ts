import type { Command } from 'commander';
import { importLinkDecisions } from '../../app/link-decisions.ts';
import { type CommonOptions, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { jsonText } from '../output/json.ts';

/** Adds `link --in FILE`. */
export function registerLink(program: Command): void {
  withCommonOptions(
    program
      .command('link')
      .description(
        'Import decisions on what sessions worked for (the queue is fin_orphans_v1) into config/link_overrides.csv',
      ),
  )
    .requiredOption('--in <file>', 'CSV with the columns session,outcome,weight,who,why,when,repo,branch,day')
    .action(async (options: CommonOptions & { readonly in: string }) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: true });
      const report = await importLinkDecisions(project, options.in);
      if (output.json) output.print(jsonText(report));
      else {
        const stood = report.present === 0 ? '' : `, ${report.present} stood already`;
        output.print(
          `${report.added} decisions added to ${report.file}${stood}. The next 'tokenledger run' links by them.`,
        );
      }
    });
}
