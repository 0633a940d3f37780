import type { Command } from 'commander';
import { closePeriod } from '../../app/periods/close.ts';
import { asOfFor, type CommonOptions, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderBuildReport } from '../output/build-report.ts';

/** Adds `close PERIOD`. */
export function registerClose(program: Command): void {
  withCommonOptions(
    program
      .command('close')
      .description('Close a billing month: build it, then freeze it with its prices and its config')
      .argument('<period>', 'billing month, YYYY-MM'),
  ).action(async (period: string, options: CommonOptions) => {
    const output = outputFor(options);
    const project = await projectFor(options, { implicit: true });
    const { closed, build } = await closePeriod(project, period, {
      asOf: asOfFor(options).day,
      progress: output.progress,
    });
    if (output.json) output.print(JSON.stringify(closed, null, 1));
    else {
      if (build.built.length > 0) output.print(renderBuildReport(build, output.style));
      output.print(
        `${output.style.bold(period)} is closed: prices as known on ${closed.priced_as_of}, config ${closed.config_hash}. Only 'tokenledger restate ${period}' changes it now.`,
      );
    }
  });
}
