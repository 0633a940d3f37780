import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { financeViews, publishedMarts } from '../../src/app/build/mart-relation.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { readPublished } from '../../src/app/build/published-state.ts';
import { forecast } from '../../src/app/forecast/forecast.ts';
import { openProject } from '../../src/app/project.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { differences } from '../support/compare-relations.ts';
import { type Fault, type Rehearsal, startRehearsal } from './support/rehearsal.ts';

const [FIRST_DAY, SECOND_DAY] = ['2026-02-04', '2026-02-05'];
const at = (day: string) => `${day}T00:00:00Z`;
const { project } = await readModelProject();
const relations = [...publishedMarts(project), ...financeViews(project)];

/** What goes wrong on the second day: something in every function, at every service. */
const FAULTS: readonly Fault[] = [
  { function: 'ingest-anthropic', match: 'PUT .*lake/raw/usage/', action: 'crash-before' },
  { function: 'ingest-openai', match: 'PUT .*lake/raw/ingest_coverage/', action: 'crash-after' },
  { function: 'ingest-config', match: 'PUT .*lake/raw/', action: 503, times: 2 },
  { function: 'build-step', match: 'StartQueryExecution', action: 400, times: 9 },
  { function: 'build-step', match: 'GetQueryExecution', action: 500, times: 3 },
  { function: 'build-step', match: 'AWSGlue.CreateTable', action: 'crash-after' },
  { function: 'build-step', match: 'PUT .*lake/staged/', action: 'crash-before' },
  { function: 'publish', match: 'AWSGlue.BatchCreatePartition', action: 400, times: 2 },
  { function: 'publish', match: 'PUT .*marts/_published.json', action: 'crash-before' },
  { function: 'publish', match: 'PUT .*marts/_published.json', action: 'crash-after' },
  { function: 'publish', match: 'AWSGlue.UpdateTable', action: 'overtaken', times: 2 },
  { function: 'publish', match: 'AWSGlue.UpdateTable', action: 'crash-before' },
];

let rehearsal: Rehearsal;

beforeAll(async () => {
  rehearsal = await startRehearsal({ start: '2026-02-02', asOf: FIRST_DAY });
});
afterAll(() => rehearsal?.close());

/** The same day on the laptop: read, build, forecast. */
async function onTheLaptop(day: string): Promise<void> {
  const { root, environment } = rehearsal.company;
  await rehearsal.company.ingest(day);
  await rehearsal.company.build(day);
  const project = await openProject({ root, processEnvironment: environment });
  await forecast(project, { asOf: { instant: at(day), day } }).catch((error: Error) => {
    if (!/nothing to forecast from/.test(error.message)) throw error;
  });
}

/** What differs between the laptop's published tables and those of the rehearsal, by relation. */
async function differing(): Promise<Record<string, string[]>> {
  const laptop: Pick<QueryEngine, 'query'> = {
    query: async (sql) => ({ columns: [], rows: await rehearsal.company.query(sql) }),
  };
  const found: Record<string, string[]> = {};
  for (const { name, columns } of relations) {
    const rows = await differences(
      { engine: laptop, relation: name },
      { engine: rehearsal.views, relation: name },
      columns.map((c) => c.name),
    );
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}

/** Watches the published state until told to stop: every file it names is there, always. Gives what was missing. */
function watchPublished(): () => Promise<string[]> {
  const missing: string[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { state } = await readPublished(rehearsal.store);
      const present = new Set<string>();
      for await (const { key } of rehearsal.store.list('marts/')) present.add(key);
      for (const build of Object.values(state.marts).flatMap((m) => Object.values(m)))
        missing.push(...build.files.filter((file) => !present.has(file)));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return missing;
  };
}

describe('the deployment on this machine', () => {
  it('runs a day through the state machine and publishes', async () => {
    const result = await rehearsal.run('first', at(FIRST_DAY));
    expect(result).toMatchObject({ status: 'SUCCEEDED', error: null });
    const failed = rehearsal.athena.executions.filter((e) => e.state !== 'SUCCEEDED');
    expect(failed.map((e) => e.reason)).toEqual([]);
  });

  it('publishes what a laptop publishes, row by row', async () => {
    await onTheLaptop(FIRST_DAY);
    const [{ rows }] = [await rehearsal.views.query('SELECT count(*) AS rows FROM fct_ledger')];
    expect(Number(rows[0]!.rows)).toBeGreaterThan(500);
    expect(await differing()).toEqual({});
  });

  it('does nothing when the same instant is delivered again', async () => {
    const before = rehearsal.athena.executions.length;
    const result = await rehearsal.run('first-again', at(FIRST_DAY));
    expect(result.status).toBe('SUCCEEDED');
    // One statement asks whether the workgroup answers.
    expect(rehearsal.athena.executions.length - before).toBeLessThanOrEqual(1);
  });

  it('keeps secrets out of every log', async () => {
    const logs = (await rehearsal.logs('tokenledger-ingest-anthropic-main')).join('\n');
    expect(logs).toContain('"finished"');
    const all = (await Promise.all(rehearsal.functions.map((f) => rehearsal.logs(f)))).flat(2).join('\n');
    for (const [name, value] of Object.entries(rehearsal.company.environment))
      expect([name, all.includes(value)]).toEqual([name, false]);
  });

  it('converges to the same rows when every step meets a fault and two starts come at once', async () => {
    rehearsal.company.setAsOf(SECOND_DAY);
    await rehearsal.setFaults(FAULTS);
    const stopWatching = watchPublished();
    const both = await Promise.all([
      rehearsal.run('second', at(SECOND_DAY)),
      rehearsal.run('second-too', at(SECOND_DAY)),
    ]);
    expect(await stopWatching()).toEqual([]);
    expect(both.map((r) => [r.status, r.error])).toEqual([
      ['SUCCEEDED', null],
      ['SUCCEEDED', null],
    ]);
    expect(
      Object.keys(await rehearsal.faultsUsed())
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(FAULTS.map((_, i) => i));
    await rehearsal.setFaults([]);
    await onTheLaptop(SECOND_DAY);
    expect(await differing()).toEqual({});
  });

  it('gave every function the rights for all it did, by the statements of its role', async () => {
    const { calls, refused } = await rehearsal.refusedByRoles();
    expect(calls).toBeGreaterThan(1000);
    expect(refused).toEqual([]);
  });
});
