import { z } from 'zod';
import { cell } from '../core/cells.ts';
import { cost } from '../core/contracts/index.ts';
import type { Line, RowOf } from '../core/csv-table.ts';
import { sourceRowKey } from '../core/ids.ts';
import { firstDayOf, monthAfter } from '../core/months.ts';
import type { Problem } from '../core/problem.ts';
import { csvLines, ProblemList } from './kit/csv-file.ts';
import { completeRow } from './kit/rows.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, SourceDefinition } from './source.ts';

const CATEGORIES = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;
const KINDS = ['usage', 'seat', 'credit', 'tax', 'adjustment', 'fee', 'purchase'] as const;

/** Columns of an invoice file: one line per invoice line as finance reads it off the paper. */
const cells = {
  invoice_id: cell.text(),
  line_id: cell.text(),
  provider: cell.word(),
  billing_account: cell.orNull(cell.text()),
  tool: cell.orNull(cell.word()),
  billing_month: cell.month(),
  charge_category: cell.oneOf(CATEGORIES),
  charge_kind: cell.orNull(cell.oneOf(KINDS)),
  description: cell.orNull(cell.text()),
  quantity: cell.orNull(cell.decimal()),
  unit: cell.orNull(cell.text()),
  amount: cell.decimal(),
  currency: cell.currency(),
  applies_to: cell.orNull(cell.text()),
};

type Invoice = RowOf<typeof cells>;

const keyOf = (row: Invoice) => `${row.invoice_id}/${row.line_id}`;

function problemsOf(file: string, { line, row }: Line<typeof cells>, logicalDay: string): Problem[] {
  const found: Problem[] = [];
  const add = (message: string, remedy: string) => found.push({ file, line, message, remedy });
  if (firstDayOf(row.billing_month) > logicalDay) {
    add(
      `billing_month ${row.billing_month} lies after ${logicalDay}`,
      'correct the month; enter a bill once its month has begun',
    );
  }
  if (row.charge_category === 'Credit' && !row.amount.startsWith('-') && row.amount !== '0') {
    add(`a Credit of ${row.amount} would raise the bill`, 'write the amount of a credit as a negative number');
  }
  return found;
}

function costRow(row: Invoice, knownLines: ReadonlyMap<string, string>): Record<string, unknown> {
  const kind = row.charge_kind ?? row.charge_category.toLowerCase();
  const month = row.billing_month;
  const sameInvoice = row.applies_to === null ? null : `${row.invoice_id}/${row.applies_to}`;
  return completeRow(cost, {
    source_row_key: sourceRowKey({
      source: 'invoices',
      stream: 'invoices',
      window: month,
      dimensions: { line: keyOf(row) },
    }),
    usage_start: `${firstDayOf(month)}T00:00:00.000Z`,
    usage_end: `${firstDayOf(monthAfter(month))}T00:00:00.000Z`,
    provider: row.provider,
    billing_account: row.billing_account,
    tool: row.tool,
    period: month,
    charge_category: row.charge_category,
    charge_kind: kind,
    charge_description: row.description,
    applies_to: sameInvoice !== null && knownLines.has(sameInvoice) ? sameInvoice : row.applies_to,
    line_key: keyOf(row),
    invoice_id: row.invoice_id,
    invoice_issuer: row.provider,
    quantity: row.quantity,
    quantity_unit: row.unit,
    billed_cost: row.amount,
    // What a prepayment is amortised over is not on the paper; every other line is used up in its month.
    effective_cost: kind === 'purchase' ? null : row.amount,
    currency: row.currency,
    provisional: false,
  });
}

async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow> {
  const problems = new ProblemList();
  const placeOf = new Map<string, string>();
  for (const file of files) {
    for await (const line of csvLines(file, cells, problems)) {
      const key = keyOf(line.row);
      const earlier = placeOf.get(key);
      if (earlier !== undefined) {
        problems.add({
          file: file.path,
          line: line.line,
          message: `invoice line ${key} is also in ${earlier}`,
          remedy: 'give each line of an invoice its own line_id, or remove the repeat',
        });
      }
      placeOf.set(key, `${file.path}:${line.line}`);
      problems.add(...problemsOf(file.path, line, context.logicalDay));
    }
  }
  problems.throwIfAny();
  for (const file of files) {
    for await (const { row } of csvLines(file, cells, problems)) {
      yield { table: cost.name, dt: firstDayOf(row.billing_month), row: costRow(row, placeOf) };
    }
  }
}

const invoiceLines: FileStream = {
  kind: 'file',
  name: 'invoices',
  tables: [cost],
  accepts: (path) => path.endsWith('.csv'),
  filesAreAll: true,
  landing: 'bytes',
  parseFiles,
};

/** Invoices as finance enters them: witnesses of the money unless named ledger of money. */
export const invoices: SourceDefinition = {
  name: 'invoices',
  title: 'Invoices entered by finance as CSV',
  settings: z.object({ path: z.string().optional() }),
  streams: [invoiceLines],
};
