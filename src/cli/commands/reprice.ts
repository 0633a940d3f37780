import { type Command, Option } from 'commander';
import { type RepricedPeriod, type RepriceReport, reprice } from '../../app/periods/reprice.ts';
import { asOfFor, type CommonOptions, type Output, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderLedgerDifference, renderPriceChanges } from '../output/difference-report.ts';
import { jsonText } from '../output/json.ts';

interface RepriceFlags extends CommonOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

/** Adds `reprice [PERIOD…]`. */
export function registerReprice(program: Command): void {
  withCommonOptions(
    program
      .command('reprice')
      .description("Show what this version's price book changes; with --yes, change it")
      .argument('[period...]', 'billing months, YYYY-MM; all unless given'),
  )
    .addOption(new Option('--dry-run', 'only print the change (this is the default)').conflicts('yes'))
    .option('--yes', 'apply: land the book, build and publish')
    .option('--reason <text>', 'why; needed with --yes for closed months')
    .action(async (periods: string[], options: RepriceFlags) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: true });
      const report = await reprice(project, {
        asOf: asOfFor(options),
        apply: options.yes === true,
        ...(periods.length === 0 ? {} : { periods }),
        ...(options.reason === undefined ? {} : { reason: options.reason }),
        progress: output.progress,
      });
      if (output.json) {
        const { build: _, ...result } = report;
        output.print(jsonText(result));
      } else printReport(report, output);
    });
}

function printReport(report: RepriceReport, output: Output): void {
  for (const period of report.periods) output.print(`${section(period, output)}\n`);
  if (report.unchanged.length > 0) output.print(`Priced with this book already: ${report.unchanged.join(', ')}`);
  if (report.applied) output.print('The book is landed and the months above are published with it.');
  else if (report.periods.length > 0) output.print('Nothing was changed. To do it, add --yes.');
}

function section(p: RepricedPeriod, output: Output): string {
  const known =
    p.oldPricedAsOf === p.newPricedAsOf
      ? `prices as known on ${p.newPricedAsOf}`
      : `prices as known on ${p.oldPricedAsOf} before, ${p.newPricedAsOf} after`;
  return [
    `${output.style.bold(p.period)} (${p.state}, ${known})`,
    ...(p.otherReasons.length === 0
      ? []
      : [output.style.yellow(`not prices alone; this also enters: ${p.otherReasons.join(', ')}`)]),
    renderPriceChanges(p.prices, output.width),
    'Effect on the ledger:',
    renderLedgerDifference(p.ledger, output.width),
  ].join('\n');
}
