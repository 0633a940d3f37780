import type { Contract } from '../../core/contracts/contract.ts';

/** The reading of one stream of a connection at one time. */
export interface RawRun {
  readonly source: string;
  readonly connection: string;
  readonly stream: string;
  /** Run id; greater means later. */
  readonly run: string;
  /** When the source was asked, ISO 8601 with `Z`. */
  readonly dataAsOf: string;
  /** Logical day of the run, `YYYY-MM-DD`. */
  readonly logicalDay: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Throws when a part of the run cannot stand in a key: letters, digits, `_` and single `-` only. */
export function checkRun(run: RawRun): RawRun {
  for (const part of ['source', 'connection', 'stream', 'run'] as const) {
    if (!NAME.test(run[part]) || run[part].includes('--'))
      throw new Error(
        `${part} ${JSON.stringify(run[part])} cannot name a raw file: use letters, digits, _ and single -`,
      );
  }
  if (!DAY.test(run.logicalDay)) throw new Error(`logical day ${run.logicalDay} is not YYYY-MM-DD`);
  return run;
}

/** Key of the raw file of a window. */
export function rawFileKey(
  run: Pick<RawRun, 'source' | 'connection' | 'stream' | 'run'>,
  table: string,
  dt: string,
): string {
  return `raw/${table}/source=${run.source}/dt=${dt}/${run.connection}.${run.stream}--${run.run}--part-0000.parquet`;
}

/** What wrote a raw file, from its key: files of one run of one stream have the same columns, whatever their day. */
export function rawWriterOf(key: string): string {
  return key.replace(/\/dt=[^/]*\//, '/');
}

/** Key of the coverage file of a run: its `dt` is the logical day. */
export function coverageKey(run: RawRun): string {
  return rawFileKey(run, 'ingest_coverage', run.logicalDay);
}

/** Name of the shard that holds the newest snapshots, which belong to no month. */
export const SNAPSHOTS = 'snapshots';

/** Which manifest shard a window belongs to: its month, or the shard of snapshots. Throws when `dt` does not fit the contract. */
export function shardOf(contract: Contract, dt: string): string {
  if (!DAY.test(dt)) throw new Error(`${contract.name}: dt ${JSON.stringify(dt)} is not YYYY-MM-DD`);
  if (contract.partition === 'snapshot') return SNAPSHOTS;
  if (contract.partition === 'month' && !dt.endsWith('-01'))
    throw new Error(`${contract.name}: dt ${dt} is not the first day of a month, as its contract wants`);
  return dt.slice(0, 7);
}
