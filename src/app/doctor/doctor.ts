import { listPeriods, readManifest, SNAPSHOTS } from '../../io/raw-lake.ts';
import { lockRequest } from '../build/build.ts';
import type { OpenProject } from '../project.ts';
import { type Check, type CheckStatus, worst } from './check.ts';
import { checkConnections } from './connection-checks.ts';
import { checkLake, checkMachine, checkPublished } from './lake-checks.ts';
import { checkLedgerAlerts } from './ledger-alerts.ts';

/** Everything the doctor looked at, and the worst of it. */
export interface DoctorReport {
  readonly status: CheckStatus;
  readonly checks: readonly Check[];
}

/** Looks at machine, connections, lake and published data. Reads only; no vendor is asked, no secret is shown. */
export async function examine(project: OpenProject, asOf: string, nodeVersion: string): Promise<DoctorReport> {
  const lake = await checkLake(project, project.clock.now(), lockRequest(project, 'doctor').isAlive);
  const entries = [];
  for (const period of [...(await listPeriods(project.store)), SNAPSHOTS]) {
    entries.push(...(await readManifest(project.store, period)).entries);
  }
  const checks = [
    ...checkMachine(project, nodeVersion),
    ...lake,
    ...(await checkConnections(project, entries, asOf)),
    ...(await checkPublished(project, asOf)),
    ...(await checkLedgerAlerts(project)),
  ];
  return { status: worst(checks.map((c) => c.status)), checks };
}
