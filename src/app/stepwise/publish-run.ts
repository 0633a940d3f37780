import { lockRequest, planWarehouse, publishWritten } from '../build/build.ts';
import type { FailedTest } from '../build/data-tests.ts';
import { isStale } from '../build/fingerprints.ts';
import type { ModelProject } from '../build/model-project.ts';
import type { BuildPlatform } from '../build/platform.ts';
import { acquireLock } from '../lock.ts';
import { type AutoCloseReport, autoClose } from '../periods/close.ts';
import type { OpenProject } from '../project.ts';
import { clearStaged, stagedBuilds } from './staged.ts';

/** A publication that died keeps the lock until its lease of a minute ends; the next one waits for that. */
const LONGER_THAN_A_LEASE_MS = 90_000;

/** What publishing a run did. */
export interface PublishReport {
  /** `plan_again`: the lake changed since the run was planned, and nothing was published. */
  readonly status: 'published' | 'plan_again';
  readonly builds: number;
  readonly warehouse: string | null;
  readonly warnings: readonly string[];
  readonly closing: AutoCloseReport | null;
}

/**
 * Publishes what the steps of a run built: all of it by one swap, or nothing. Builds that are no longer what the lake asks
 * for are left behind, and the run plans again. Without new builds the views are made again, which mends a publication that
 * was cut off. Then closes the months whose time has come.
 */
export async function publishRun(
  project: OpenProject,
  run: string,
  asOf: string,
  platform: (models: ModelProject) => BuildPlatform,
): Promise<PublishReport> {
  const lock = await acquireLock(project.store, {
    ...lockRequest(project, 'publish'),
    isAlive: () => true,
    waitMs: LONGER_THAN_A_LEASE_MS,
  });
  const warnings: FailedTest[] = [];
  try {
    const planning = await planWarehouse(project, { asOf });
    const staged = new Map((await stagedBuilds(project.store, run)).map((w) => [idOf(w.mart, w.build.build_id), w]));
    const needed = planning.plan.filter(isStale);
    const written = needed.flatMap((p) => staged.get(idOf(p.model, p.buildId)) ?? []);
    if (written.length < needed.length)
      return { status: 'plan_again', builds: 0, warehouse: null, warnings: [], closing: null };
    const warehouse = await publishWritten({
      project,
      platform: platform(planning.models),
      planning,
      written,
      lock,
      warnings,
    });
    await clearStaged(project.store, run);
    await lock.release();
    const closing = await autoClose(project, asOf);
    const said = warnings.map((w) => `${w.test} on ${w.relation}: ${w.failures} rows`);
    return { status: 'published', builds: written.length, warehouse, warnings: said, closing };
  } finally {
    await lock.release();
  }
}

const idOf = (mart: string, buildId: string) => `${mart} ${buildId}`;
