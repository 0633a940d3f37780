import { z } from 'zod';
import { cell } from '../core/cells.ts';
import { seat } from '../core/contracts/index.ts';
import type { Line, RowOf } from '../core/csv-table.ts';
import { firstDayOf, monthAfter } from '../core/months.ts';
import { csvLines, ProblemList } from './kit/csv-file.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, SourceDefinition } from './source.ts';

/** Columns of a seat file: one line per seat, or per holder when a seat changed hands inside the month. */
const cells = {
  provider: cell.word(),
  billing_account: cell.orNull(cell.text()),
  tool: cell.word(),
  billing_month: cell.month(),
  seat_id: cell.orNull(cell.text()),
  plan: cell.orNull(cell.text()),
  holder_email: cell.orNull(cell.email()),
  held_from: cell.orNull(cell.day()),
  held_to: cell.orNull(cell.day()),
  price: cell.orNull(cell.decimal()),
  currency: cell.orNull(cell.currency()),
};

type SeatLine = RowOf<typeof cells>;

/** Days held, half-open; empty cells mean the whole month. */
function heldDays(row: SeatLine): { from: string; to: string } {
  return {
    from: row.held_from ?? firstDayOf(row.billing_month),
    to: row.held_to ?? firstDayOf(monthAfter(row.billing_month)),
  };
}

/** Remembers who held which seat when, to find a seat with two holders on one day. */
class SeatBook {
  readonly #held = new Map<string, { from: string; to: string; place: string }[]>();

  /** The place of an earlier line that holds the same seat on a day of this one; the line is remembered. */
  overlapping(row: SeatLine, seatId: string, place: string): string | undefined {
    const { from, to } = heldDays(row);
    const key = JSON.stringify([row.provider, row.billing_account, row.tool, seatId, row.billing_month]);
    const lines = this.#held.get(key) ?? [];
    const other = lines.find((line) => line.from < to && from < line.to);
    this.#held.set(key, [...lines, { from, to, place }]);
    return other?.place;
  }
}

function problemsOf(file: string, { line, row }: Line<typeof cells>, logicalDay: string, book: SeatBook) {
  const found: { file: string; line: number; message: string; remedy: string }[] = [];
  const add = (message: string, remedy: string) => found.push({ file, line, message, remedy });
  const first = firstDayOf(row.billing_month);
  const end = firstDayOf(monthAfter(row.billing_month));
  const { from, to } = heldDays(row);
  if (first > logicalDay) add(`billing_month ${row.billing_month} lies after ${logicalDay}`, 'correct the month');
  if (from < first || from >= end || to > end || to < first) {
    add(
      `held ${from} to ${to} is not inside ${row.billing_month}`,
      `keep held_from and held_to within ${first} and ${end}, one line per month`,
    );
  } else if (from >= to) {
    add(`held_from ${from} is not before held_to ${to}`, 'held_to is the day after the last day held');
  }
  if (row.price !== null && row.currency === null) add('a price without currency', 'fill in currency, like USD');
  if (row.price?.startsWith('-'))
    add(`price is ${row.price}`, 'write the price of the seat; a refund is an invoice line');
  const seatId = row.seat_id ?? row.holder_email;
  if (seatId === null) add('neither seat_id nor holder_email', 'fill in one of them');
  else {
    const other = book.overlapping(row, seatId, `${file}:${line}`);
    if (other !== undefined)
      add(`seat ${seatId} is already held on these days by ${other}`, 'end one holding before the other begins');
  }
  return found;
}

function seatRow(row: SeatLine, context: ParseContext): Record<string, unknown> {
  const holder = row.holder_email === null ? null : context.pseudonym('email', row.holder_email);
  const { from, to } = heldDays(row);
  return {
    provider: row.provider,
    billing_account: row.billing_account,
    tool: row.tool,
    period: row.billing_month,
    seat_id: row.seat_id ?? holder,
    plan: row.plan,
    actor_id: holder,
    held_from: from,
    held_to: to,
    seat_price: row.price,
    currency: row.price === null ? null : row.currency,
  };
}

async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow> {
  const problems = new ProblemList();
  const book = new SeatBook();
  for (const file of files) {
    for await (const line of csvLines(file, cells, problems)) {
      problems.add(...problemsOf(file.path, line, context.logicalDay, book));
    }
  }
  problems.throwIfAny();
  for (const file of files) {
    for await (const { row } of csvLines(file, cells, problems)) {
      yield { table: seat.name, dt: firstDayOf(row.billing_month), row: seatRow(row, context) };
    }
  }
}

const seatHoldings: FileStream = {
  kind: 'file',
  name: 'seats',
  tables: [seat],
  accepts: (path) => path.endsWith('.csv'),
  filesAreAll: true,
  landing: 'bytes',
  parseFiles,
};

/** Paid seats and their holders as finance or IT enters them: split keys of seat invoices. */
export const seats: SourceDefinition = {
  name: 'seats',
  title: 'Seats and holders entered as CSV',
  settings: z.object({ path: z.string().optional() }),
  streams: [seatHoldings],
};
