import { type Contract, columnsOf } from '../../core/contracts/contract.ts';
import { addDays } from '../../core/days.ts';
import { type SourceRowIdentity, sourceRowKey } from '../../core/ids.ts';
import { type Decimal, formatDecimal, roundDecimal } from '../../core/money/decimal.ts';
import { type LandedPage, type ParseNote, SourceDataError } from '../source.ts';
import { whereOf } from './answer.ts';

const blanks = new WeakMap<Contract, Readonly<Record<string, null>>>();

/** A row of a contract with every column not given set to NULL. */
export function completeRow(contract: Contract, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let blank = blanks.get(contract);
  if (blank === undefined) {
    blank = Object.fromEntries(columnsOf(contract).map((column) => [column.name, null]));
    blanks.set(contract, blank);
  }
  return { ...blank, ...given };
}

/** Data-quality codes as the contract wants them: sorted, comma-joined, NULL for none. */
export function flagsText(flags: readonly (string | false | null)[]): string | null {
  const set = flags.filter((flag): flag is string => typeof flag === 'string');
  return set.length === 0 ? null : [...new Set(set)].sort().join(',');
}

/** Makes the row keys of one page: rows of one window whose dimensions are all equal are told apart by their order. */
export function rowKeys(source: string, stream: string) {
  const seen = new Map<string, number>();
  return (window: string, dimensions: SourceRowIdentity['dimensions']): string => {
    const first = sourceRowKey({ source, stream, window, dimensions });
    const ordinal = seen.get(first) ?? 0;
    seen.set(first, ordinal + 1);
    return ordinal === 0 ? first : sourceRowKey({ source, stream, window, dimensions, ordinal });
  };
}

/** Money text at the twelve digits of the cost column; a note when the vendor sent more, so that the rounding is not silent. */
export function moneyText(value: Decimal, field: string, notes: ParseNote[]): string {
  if (value.scale > 12) notes.push({ code: 'money_beyond_12_digits', detail: field });
  return formatDecimal(roundDecimal(value, 12));
}

/** The UTC day a bucket covers. Throws when it is not exactly one day from midnight to midnight: its rows would land under a wrong day. */
export function bucketDay(start: string, end: string, page: LandedPage): string {
  const day = start.slice(0, 10);
  if (start !== `${day}T00:00:00.000Z` || end !== `${addDays(day, 1)}T00:00:00.000Z`) {
    throw new SourceDataError(
      `a bucket runs from ${start} to ${end}, one whole UTC day was asked for`,
      whereOf(page),
      'Nothing of this window was taken over and its previous data stay.',
    );
  }
  return day;
}

/** Notes a word that is not among the known ones and gives it back unchanged: unknown words are kept. */
export function knownWord(
  value: string | null,
  known: readonly string[],
  field: string,
  notes: ParseNote[],
): string | null {
  if (value !== null && !known.includes(value)) notes.push({ code: 'unknown_word', detail: `${field}: ${value}` });
  return value;
}
