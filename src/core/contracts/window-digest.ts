import crypto from 'node:crypto';
import { decimalFromUnits, formatDecimal } from '../money/decimal.ts';
import { type Column, type Contract, columnsOf } from './contract.ts';
import { parquetColumnOf } from './parquet-schema.ts';
import { badValueError, storedValueOf } from './stored-value.ts';

/** What a window's rows amount to. */
export interface WindowContent {
  readonly rows: number;
  /** Identity of the business content, lower hex: equal for equal rows in any order. */
  readonly contentHash: string;
  /** Sums of the additive columns, as decimal text; columns without any value are left out. */
  readonly sums: Readonly<Record<string, string>>;
}

/** Takes a window's rows one by one, in any order, with memory for one. */
export interface WindowDigest {
  /** Adds a row; throws, naming table, column and row, when a value does not fit its column. */
  add(row: Readonly<Record<string, unknown>>): void;
  content(): WindowContent;
}

/** SHA-256 in hex. The one-shot form came with Node 20.12 and takes 1.0 µs a row instead of 2.5. */
const sha256: (text: string) => string =
  typeof crypto.hash === 'function'
    ? (text) => crypto.hash('sha256', text, 'hex')
    : (text) => crypto.createHash('sha256').update(text, 'utf8').digest('hex');

/** Units that must not be summed. */
const NOT_ADDITIVE = new Set(['ratio', 'weight', 'basis points']);

/**
 * Digest of the rows of a contract, lineage excluded.
 *
 * Each row is hashed alone (SHA-256 over its non-NULL columns, sorted by name, in stored form, so `1.5` equals `1.50`),
 * the hashes are added modulo 2^256, and the sum is hashed with the number of rows. Adding makes the order irrelevant
 * without sorting millions of rows, and unlike XOR it keeps two equal rows apart from none. NULL columns are left out, so
 * a nullable column added to a contract changes no hash.
 */
export function windowDigest(contract: Contract): WindowDigest {
  const columns = columnsOf(contract)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((column) => ({
      name: column.name,
      toStored: storedValueOf(parquetColumnOf(column)),
      scale: additiveScale(column),
      // The value of the row before and what became of it: most columns repeat theirs.
      last: undefined as unknown,
      stored: undefined as unknown,
      text: '',
    }));
  const totals = columns.map(() => null as bigint | null);
  let sum = 0n;
  let rows = 0;
  return {
    add(row) {
      rows++;
      let text = '';
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i]!;
        const value = row[column.name];
        if (value === null || value === undefined) continue;
        if (value !== column.last) {
          column.stored = storedOrThrow(contract.name, column, value, rows);
          const shown = String(column.stored);
          column.text = `${column.name}:${shown.length}:${shown};`;
          column.last = value;
        }
        if (column.scale !== null) totals[i] = (totals[i] ?? 0n) + (column.stored as bigint);
        text += column.text;
      }
      sum += BigInt(`0x${sha256(text)}`);
    },
    content() {
      const digest = BigInt.asUintN(256, sum).toString(16).padStart(64, '0');
      const sums: Record<string, string> = {};
      for (const [i, column] of columns.entries()) {
        const total = totals[i];
        if (total !== null && total !== undefined)
          sums[column.name] = formatDecimal(decimalFromUnits(total, column.scale ?? 0));
      }
      return {
        rows,
        contentHash: sha256(`${contract.name} ${rows} ${digest}`),
        sums,
      };
    },
  };
}

/** Digits after the point of an additive column; null for columns that are not summed. */
function additiveScale(column: Column): number | null {
  const { physical } = parquetColumnOf(column);
  if (column.unit === undefined || NOT_ADDITIVE.has(column.unit)) return null;
  if (physical.kind === 'int64') return 0;
  return physical.kind === 'decimal128' ? physical.scale : null;
}

function storedOrThrow(
  table: string,
  column: { name: string; toStored: ReturnType<typeof storedValueOf> },
  value: unknown,
  row: number,
) {
  try {
    return column.toStored(value);
  } catch (error) {
    throw badValueError(table, column.name, row, error);
  }
}
