import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { type AppliedLine, applyPrices, withoutUsage } from '../core/prices/apply-line.ts';
import { type JsonItem, JsonItems } from '../core/prices/json-items.ts';
import { PriceIndex } from '../core/prices/lookup.ts';
import { readPriceBook } from './price-book.ts';

/** What `prices apply` did, in lines. */
export interface ApplySummary {
  readonly lines: number;
  readonly priced: number;
  readonly unpriced: number;
  /** Lines that are no record at all; any makes the command exit with 1. */
  readonly broken: number;
  /** Lines per reason code. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly asOf: string;
}

const FLUSH_AT = 256 * 1024;

/**
 * Prices a file of recorded API answers, a JSON list or JSON lines of `{model, body}`, one output line each, in order.
 * Streams: memory does not grow with the file. Writes next to the target and renames at the end, so a failed run
 * leaves no half file. `asOf` (UTC day) is both the day of use and of knowledge; default: all the book knows.
 */
export async function applyPricesToFile(options: {
  readonly input: string;
  readonly output: string;
  readonly asOf?: string | undefined;
  readonly prices?: string | undefined;
}): Promise<ApplySummary> {
  const book = await readPriceBook(options.prices);
  const asOf = options.asOf ?? book.latestKnown;
  const index = new PriceIndex(book);
  const counts = { lines: 0, priced: 0, unpriced: 0, broken: 0 };
  const reasons: Record<string, number> = {};

  const source = createReadStream(options.input, { encoding: 'utf8', highWaterMark: 256 * 1024 });
  await new Promise<void>((resolve, reject) => source.once('open', () => resolve()).once('error', reject));
  const partial = `${options.output}.partial`;
  const target = await open(partial, 'w');
  try {
    let pending = '';
    const price = (item: JsonItem): string => {
      const { applied, isBroken } = applyItem(item, index, asOf);
      counts.lines += 1;
      counts[isBroken ? 'broken' : applied.cost === null ? 'unpriced' : 'priced'] += 1;
      for (const code of new Set(applied.reasons.map((r) => r.code))) reasons[code] = (reasons[code] ?? 0) + 1;
      return `${JSON.stringify(applied)}\n`;
    };
    const items = new JsonItems();
    for await (const chunk of source) {
      for (const item of items.push(chunk as string)) pending += price(item);
      if (pending.length > FLUSH_AT) {
        await target.write(pending);
        pending = '';
      }
    }
    for (const item of items.end()) pending += price(item);
    await target.write(pending);
  } finally {
    await target.close();
  }
  await rename(partial, options.output);
  return { ...counts, reasons, asOf };
}

function applyItem(item: JsonItem, index: PriceIndex, asOf: string): { applied: AppliedLine; isBroken: boolean } {
  if ('code' in item) return { applied: withoutUsage(item.line, item.code), isBroken: true };
  let value: unknown;
  try {
    value = JSON.parse(item.text);
  } catch {
    return { applied: withoutUsage(item.line, 'line_not_json'), isBroken: true };
  }
  return applyPrices(item.line, value, index, { day: asOf, asOf });
}
