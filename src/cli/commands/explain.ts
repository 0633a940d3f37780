import type { Command } from 'commander';
import { findRow, readBillLine, readLedgerRow } from '../../app/explain/explained-row.ts';
import { ledgerSentences, lineSentences } from '../../app/explain/sentence.ts';
import { headline } from '../../app/explain/work-sentence.ts';
import { withWarehouse } from '../../app/query.ts';
import { decimalFromUnits, formatDecimalFixed } from '../../core/money/decimal.ts';
import { type CommonOptions, type Output, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderTable } from '../output/table.ts';

/** Rows of a bill line that are printed; --json has all. */
const OWNERS = 30;

/** Adds `explain ID`. */
export function registerExplain(program: Command): void {
  withCommonOptions(
    program
      .command('explain')
      .description('Say where a ledger row or a bill line comes from, who owns it and why')
      .argument('<id>', 'ledger_id or bill_line_id, or its first 6 digits or more'),
  ).action(async (id: string, options: CommonOptions) => {
    const output = outputFor(options);
    const project = await projectFor(options, { implicit: true });
    await withWarehouse(project, async (engine) => {
      const found = await findRow(engine, id);
      if (found.kind === 'ledger') {
        const row = await readLedgerRow(engine, found.id);
        const sentences = ledgerSentences(row);
        const inOne = headline(row);
        if (output.json) output.print(JSON.stringify({ headline: inOne, sentences, ...row }, null, 1));
        else output.print([output.style.bold(inOne), '', ...sentences].join('\n'));
      } else printLine(await readBillLine(engine, found.id), output);
    });
  });
}

function printLine(row: Awaited<ReturnType<typeof readBillLine>>, output: Output): void {
  const sentences = lineSentences(row);
  if (output.json) {
    output.print(JSON.stringify({ sentences, ...row }, null, 1));
    return;
  }
  output.print(sentences.join('\n'));
  if (row.owners.length === 0) return;
  const cell = (value: unknown) => (value === null || value === undefined ? '–' : String(value));
  output.print('');
  output.print(
    renderTable(
      [
        { header: 'team' },
        { header: 'amount', align: 'right' },
        { header: 'rows', align: 'right' },
        { header: 'owner by' },
        { header: 'divided by' },
        { header: 'reason' },
        { header: 'one of them' },
      ],
      row.owners
        .slice(0, OWNERS)
        .map((o) => [
          cell(o.team_id ?? 'unattributed'),
          formatDecimalFixed(decimalFromUnits(BigInt(cell(o.amount_micros)), 6), 6),
          cell(o.rows_count),
          cell(o.owner_method),
          cell(o.split_method),
          cell(o.reason),
          cell(o.example).slice(0, 12),
        ]),
      output.width,
    ),
  );
  if (row.owners.length > OWNERS) output.print(`… and ${row.owners.length - OWNERS} more; --json prints all`);
}
