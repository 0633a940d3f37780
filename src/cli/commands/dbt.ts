import type { Command } from 'commander';
import { prepareDbt } from '../../app/dbt-prepare.ts';
import { asOfFor, type CommonOptions, folderProjectFor, outputFor, withCommonOptions } from '../context.ts';

/** Adds `dbt prepare`: the landed tables as a database for real dbt. */
export function registerDbt(program: Command): void {
  const dbt = program.command('dbt').description('For teams that run real dbt');
  withCommonOptions(dbt.command('prepare').description('Make a DuckDB file with the landed tables, for dbt build'))
    .option('--out <file>', 'where to write it; default dbt.duckdb in the lake folder')
    .action(async (options: CommonOptions & { out?: string }) => {
      const output = outputFor(options);
      const project = await folderProjectFor(options, { implicit: true });
      const sources = await prepareDbt(project, { asOf: asOfFor(options, project.clock).day, out: options.out });
      if (output.json) {
        output.print(JSON.stringify(sources, null, 1));
        return;
      }
      output.print(`${sources.database} holds the landed tables in schema raw.`);
      output.print('With a profile that names this file (dbt-like-models/profiles.example.yml), run:');
      output.print(`  dbt build --project-dir ${sources.projectDir} --vars '${JSON.stringify(sources.vars)}'`);
    });
}
