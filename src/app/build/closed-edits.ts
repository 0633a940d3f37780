import { LINEAGE_COLUMNS } from '../../core/contracts/index.ts';
import type { PlanStep } from '../../core/dbt/plan.ts';
import { firstDayOf, monthAfter } from '../../core/months.ts';
import type { ClosedPeriod } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import { readStoredParquet } from '../../io/parquet/parquet-reader.ts';
import { readClosingWindows } from './closed-periods.ts';
import type { LakeInputs } from './lake-inputs.ts';

type Row = Readonly<Record<string, unknown>>;

const CHANGED_SNAPSHOT = /^input changed: raw\.(config_\w+|vendor_entity)(?: \(all\))?$/;
const LINEAGE = new Set(LINEAGE_COLUMNS.map((c) => c.name));

/**
 * Says of each closed step what would really differ. A snapshot of people, teams or prices changes with every hire; it
 * bears on a closed month only when a row that holds in that month was added, changed or removed since the closing: a
 * backdated edit. Steps left without a reason are unchanged. Reads the two snapshots of each changed table.
 */
export async function judgeClosedSteps(
  store: ObjectStore,
  inputs: LakeInputs,
  closed: ReadonlyMap<string, ClosedPeriod>,
  plan: readonly PlanStep[],
): Promise<PlanStep[]> {
  const edits = new Map<string, Promise<number>>();
  const windows = new Map<string, Promise<readonly ManifestEntry[] | null>>();
  const judged: PlanStep[] = [];
  for (const step of plan) {
    const closing = closed.get(step.period);
    if (step.state !== 'closed' || closing === undefined) {
      judged.push(step);
      continue;
    }
    const kept = windows.get(step.period) ?? readClosingWindows(store, step.period);
    windows.set(step.period, kept);
    const reasons: string[] = [];
    for (const reason of step.reasons) {
      const table = CHANGED_SNAPSHOT.exec(reason)?.[1];
      const before = await kept;
      if (table === undefined || before === null) {
        reasons.push(reason);
        continue;
      }
      const key = `${table} ${step.period}`;
      const counted = edits.get(key) ?? countEdits(store, table, before, inputs.snapshots, closing);
      edits.set(key, counted);
      const rows = await counted;
      if (rows > 0) reasons.push(`backdated edit: ${rows} rows of ${table} that hold in ${step.period}`);
    }
    judged.push({ ...step, state: reasons.length === 0 ? 'unchanged' : 'closed', reasons });
  }
  return judged;
}

/** Rows that one snapshot has and the other has not, as far as they hold in the closed month. */
async function countEdits(
  store: ObjectStore,
  table: string,
  before: readonly ManifestEntry[],
  after: readonly ManifestEntry[],
  closing: ClosedPeriod,
): Promise<number> {
  const of = (windows: readonly ManifestEntry[]) => windows.filter((w) => w.table === table);
  const old = await rowsWithin(store, of(before), closing);
  const now = await rowsWithin(store, of(after), closing);
  return [...old].filter((row) => !now.has(row)).length + [...now].filter((row) => !old.has(row)).length;
}

/** The rows that hold in the month, as text, with their validity cut to the month: what ended later is no difference. */
async function rowsWithin(
  store: ObjectStore,
  windows: readonly ManifestEntry[],
  closing: ClosedPeriod,
): Promise<Set<string>> {
  const rows = new Set<string>();
  for (const file of new Set(windows.flatMap((w) => w.files))) {
    for (const row of await readStoredParquet(store, file)) {
      const cut = cutToMonth(row, closing);
      if (cut !== null) rows.add(JSON.stringify(cut, (_, v) => (typeof v === 'bigint' ? String(v) : v)));
    }
  }
  return rows;
}

const FROM = ['valid_from', 'active_from', 'created_at'];
const TO = ['valid_to', 'active_to'];

/** The row's own columns with its interval cut to the month; null when it does not hold then, or was not known at the closing. */
function cutToMonth(row: Row, { period, priced_as_of }: ClosedPeriod): [string, unknown][] | null {
  const first = firstDayOf(period);
  const end = firstDayOf(monthAfter(period));
  const day = (name: string) => (typeof row[name] === 'string' ? (row[name] as string).slice(0, 10) : null);
  if (typeof row.period === 'string' && row.period !== period) return null;
  const on = day('calendar_day');
  if (on !== null && (on < first || on >= end)) return null;
  if ((day('known_from') ?? '') > priced_as_of) return null;
  const cut: [string, unknown][] = [];
  for (const [name, value] of Object.entries(row)) {
    if (LINEAGE.has(name)) continue;
    const at = day(name);
    if (FROM.includes(name)) {
      if (at !== null && at >= end) return null;
      cut.push([name, at === null || at < first ? first : at]);
    } else if (TO.includes(name)) {
      if (at !== null && at <= first) return null;
      cut.push([name, at === null || at > end ? end : at]);
    } else cut.push([name, value]);
  }
  return cut;
}
