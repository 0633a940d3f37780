import { sha256Hex } from '../../core/ids.ts';
import { SourceDataError } from '../source.ts';

/** Hashes kept per file and month: enough to tell a repeated export from parts that share a few equal lines. */
const SAMPLE = 256;

/** Share of sampled lines two files may have in common. */
const MOST_IN_COMMON = 0.5;

/** The columns that make a charge line what it is, whatever the format of its file. */
const IDENTITY = [
  'usage_start',
  'usage_end',
  'billing_account',
  'sub_account',
  'service_name',
  'charge_category',
  'charge_description',
  'sku',
  'sku_price_id',
  'resource_id',
  'quantity',
  'billed_cost',
] as const;

/**
 * Finds two files that carry the same lines of one month: two exports of it, whose money would count twice. Keeps the
 * smallest hashes of each file (a bottom-k sketch), so memory does not grow with the files.
 */
export class OverlapCheck {
  readonly #samples = new Map<string, Map<string, Set<string>>>();

  /** Takes a cost row of a file; lines without money do not count. */
  add(file: string, dt: string, row: Readonly<Record<string, unknown>>): void {
    if (row.billed_cost === '0') return;
    const hash = sha256Hex(JSON.stringify(IDENTITY.map((column) => row[column] ?? null))).slice(0, 16);
    const month = this.#samples.get(dt) ?? new Map<string, Set<string>>();
    this.#samples.set(dt, month);
    const sample = month.get(file) ?? new Set<string>();
    month.set(file, sample);
    sample.add(hash);
    if (sample.size >= 2 * SAMPLE) month.set(file, smallest(sample));
  }

  /** Throws when two files repeat each other. */
  throwIfAny(): void {
    for (const [dt, month] of this.#samples) {
      const files = [...month].map(([file, sample]) => ({ file, sample: [...smallest(sample)].sort() }));
      const holders = new Map<string, number[]>();
      for (const [index, { sample }] of files.entries()) {
        for (const hash of sample) holders.set(hash, [...(holders.get(hash) ?? []), index]);
      }
      const pairs = new Map<string, number>();
      for (const indexes of holders.values()) {
        for (const [n, a] of indexes.entries()) {
          for (const b of indexes.slice(n + 1)) pairs.set(`${a} ${b}`, (pairs.get(`${a} ${b}`) ?? 0) + 1);
        }
      }
      for (const [pair, common] of pairs) {
        const [a, b] = pair.split(' ').map((index) => files[Number(index)]!) as [(typeof files)[0], (typeof files)[0]];
        const reach = Math.min(comparable(a.sample, b.sample), comparable(b.sample, a.sample));
        if (common / reach < MOST_IN_COMMON) continue;
        throw new SourceDataError(
          `${a.file} and ${b.file} hold the same lines of ${dt.slice(0, 7)}: they are two exports of one month, not two parts`,
          a.file,
          'Remove the older file, or name one of them with --input; until then the previous data stay.',
        );
      }
    }
  }
}

/** How many hashes of a sample lie where the other sample is complete. */
function comparable(sample: readonly string[], other: readonly string[]): number {
  const limit = other.length < SAMPLE ? undefined : other.at(-1)!;
  return limit === undefined ? sample.length : Math.max(1, sample.filter((hash) => hash <= limit).length);
}

function smallest(sample: ReadonlySet<string>): Set<string> {
  return new Set([...sample].sort().slice(0, SAMPLE));
}
