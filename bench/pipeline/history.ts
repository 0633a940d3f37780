import { rmSync } from 'node:fs';
import path from 'node:path';
import { addDays } from '../../src/core/days.ts';
import { writeBenchProject } from './bench-project.ts';
import { startBenchVendor } from './bench-vendor.ts';
import { runStage, type StageResult } from './run-stage.ts';

/** Daily runs over a long and over a short history. */
export interface HistoryResult {
  readonly months: number;
  readonly rowsPerDay: number;
  /** Per day measured: the run over the long history and the one over a single month. */
  readonly runs: readonly { readonly long: StageResult; readonly short: StageResult }[];
}

/** The first logical day measured: late in a month, when no month before it is asked again. */
const FIRST = '2026-10-20';

/**
 * Fills one lake with `months` months and one with the current month alone, then runs the same days on both in turn: new
 * day, days asked again, build of the current month.
 */
export async function compareHistories(
  folder: string,
  of: { months: number; rowsPerDay: number; days: number },
): Promise<HistoryResult> {
  const vendor = await startBenchVendor(of.rowsPerDay);
  const job = (name: string, asOf: string) => ({ root: path.join(folder, name), rows: 0, start: '', asOf });
  const runs: { long: StageResult; short: StageResult }[] = [];
  try {
    const starts = { long: monthsBack(FIRST, of.months - 1), short: monthsBack(FIRST, 0) };
    for (const [name, start] of Object.entries(starts)) {
      writeBenchProject(path.join(folder, name), { rowsPerDay: of.rowsPerDay, start, baseUrl: vendor.url });
      await runStage('daily', job(name, addDays(FIRST, -1)));
    }
    for (let i = 0; i < of.days; i += 1) {
      const day = addDays(FIRST, i);
      const short = await runStage('daily', job('short', day));
      runs.push({ long: await runStage('daily', job('long', day)), short });
    }
  } finally {
    vendor.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { months: of.months, rowsPerDay: of.rowsPerDay, runs };
}

function monthsBack(day: string, months: number): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`;
}
