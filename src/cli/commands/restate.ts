import { type Command, Option } from 'commander';
import { type RestateReport, restatePeriod } from '../../app/periods/restate.ts';
import { asOfFor, type CommonOptions, type Output, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderLedgerDifference } from '../output/difference-report.ts';
import { jsonText } from '../output/json.ts';

interface RestateFlags extends CommonOptions {
  readonly reason: string;
  readonly yes?: boolean;
}

/** Adds `restate PERIOD`. */
export function registerRestate(program: Command): void {
  withCommonOptions(
    program
      .command('restate')
      .description('Show what a closed month would be with everything known today; with --yes, change it')
      .argument('<period>', 'closed billing month, YYYY-MM'),
  )
    .requiredOption('--reason <text>', 'why; stays with the changed rows for good')
    .addOption(new Option('--dry-run', 'only print the difference (this is the default)').conflicts('yes'))
    .option('--yes', 'apply: publish the month again and record the change')
    .action(async (period: string, options: RestateFlags) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: true });
      const report = await restatePeriod(project, period, {
        asOf: asOfFor(options).day,
        reason: options.reason,
        apply: options.yes === true,
        progress: output.progress,
      });
      if (output.json) {
        const { build: _, ...result } = report;
        output.print(jsonText(result));
      } else printReport(report, options, output);
    });
}

function printReport(report: RestateReport, options: RestateFlags, output: Output): void {
  const { period, before, pricedAsOf, reasons, after } = report;
  const prices =
    before.priced_as_of === pricedAsOf
      ? `prices as known on ${pricedAsOf}`
      : `prices as known on ${before.priced_as_of} before, ${pricedAsOf} after`;
  output.print(`${output.style.bold(`Restating ${period}`)} (closed ${before.closed_on}, ${prices})`);
  if (reasons.length > 0) output.print(`Changed since it was built: ${reasons.join(', ')}`);
  output.print('');
  output.print(renderLedgerDifference(report.difference, output.width));
  output.print('');
  output.print(
    after === null
      ? `Nothing was changed. To do it: tokenledger restate ${period} --reason ${JSON.stringify(options.reason)} --yes`
      : `${period} is published anew and stays closed; the changes are in ledger_restatement.`,
  );
}
