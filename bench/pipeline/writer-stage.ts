import { readLandedPage } from '../../src/app/ingest/landed-page.ts';
import { usage } from '../../src/core/contracts/usage.ts';
import { windowDigest } from '../../src/core/contracts/window-digest.ts';
import { writeParquetFile } from '../../src/io/parquet/parquet-writer.ts';
import { memoryStore } from '../../src/io/store/memory-store.ts';
import { messagesUsage } from '../../src/sources/anthropic/messages-usage.ts';
import { CONNECTION } from './bench-project.ts';
import { storedRows, writeUnchecked } from './fastest-writer.ts';
import { usageBucket } from './usage-days.ts';

/** Rows a second of one process, by CPU time, so that other load on the machine matters less. */
export interface WriterSpeeds {
  readonly rows: number;
  readonly fastest: number;
  /** Our writer: every value checked. */
  readonly checked: number;
  /** Our writer as a run uses it: values checked and the window's content hashed. */
  readonly hashed: number;
}

const ROUNDS = 3;

/** Writes the same parsed rows with the three writers in turn and keeps the best round of each. */
export async function compareWriters(rows: number): Promise<WriterSpeeds> {
  const lineage = {
    connection_id: CONNECTION.id,
    stream: messagesUsage.name,
    load_id: 'run',
    data_as_of: '2026-01-01T00:00:00Z',
  };
  const parsed = parsedRows(rows).map((row) => ({ ...row, ...lineage }));
  const stored = storedRows(parsed);
  const best = { fastest: 0, checked: 0, hashed: 0 };
  const digest = windowDigest(usage);
  for (let round = 0; round < ROUNDS; round += 1) {
    best.fastest = Math.max(best.fastest, await speed(rows, () => writeUnchecked(stored)));
    const write = (onRow?: (row: Record<string, unknown>) => void) =>
      writeParquetFile(memoryStore(), 'usage.parquet', usage, parsed, lineage, onRow);
    best.checked = Math.max(best.checked, await speed(rows, () => write()));
    best.hashed = Math.max(best.hashed, await speed(rows, () => write(digest.add)));
  }
  return { rows, ...best };
}

function parsedRows(rows: number): Record<string, unknown>[] {
  const day = '2026-01-01';
  const body = { data: [usageBucket(day, rows)], has_more: false, next_page: null };
  const request = { method: 'GET', path: '/', query: [] } as const;
  const page = readLandedPage(JSON.stringify({ request, received_at: `${day}T00:00:00Z`, body }));
  const settings = { billing_account: CONNECTION.account };
  const context = { connectionId: CONNECTION.id, pseudonym: (_: string, id: string) => id, logicalDay: day, settings };
  return messagesUsage.parse(page, context).rows.map(({ row }) => row);
}

async function speed(rows: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return rows / ((user + system) / 1e6);
}
