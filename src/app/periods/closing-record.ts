import { sha256Hex } from '../../core/ids.ts';
import type { ClosedPeriod } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import type { Planning } from '../build/build.ts';
import { changeClosedPeriods, writeClosingWindows } from '../build/closed-periods.ts';
import { windowsOf } from '../build/fingerprints.ts';

/**
 * Closes a period with what its published builds were made from, or renews its closing after a restatement: the windows
 * first, then the entry in the list of closed periods, which is what counts. Callers hold the build lock and have checked
 * that the period's published builds are up to date with `planning`.
 */
export async function recordClosing(
  store: ObjectStore,
  planning: Pick<Planning, 'inputs' | 'states'>,
  period: string,
  asOf: string,
): Promise<ClosedPeriod> {
  const windows = windowsOf(planning.inputs, period);
  const closing: ClosedPeriod = {
    period,
    closed_on: asOf,
    priced_as_of: planning.states.get(period)!.priced_as_of,
    config_hash: configHash(windows),
  };
  await writeClosingWindows(store, period, windows);
  await changeClosedPeriods(store, (closed) => closed.set(period, closing));
  return closing;
}

/** Hash of the landed config among the given windows: people, teams, owners, rules, budgets, contracts, prices. */
export function configHash(windows: readonly ManifestEntry[]): string {
  const lines = windows.filter((w) => w.table.startsWith('config_')).map((w) => `${w.table} ${w.content_hash}`);
  return sha256Hex(lines.sort().join('\n')).slice(0, 16);
}
