import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPlatform } from '../../../src/app/build/local-platform.ts';
import { readModelProject } from '../../../src/app/build/model-project.ts';
import { readPublished } from '../../../src/app/build/published-state.ts';
import { type OpenProject, openProject } from '../../../src/app/project.ts';
import { type BuildCursor, buildStep } from '../../../src/app/stepwise/build-step.ts';
import { planRun } from '../../../src/app/stepwise/plan-run.ts';
import { publishRun } from '../../../src/app/stepwise/publish-run.ts';
import { stagedBuilds } from '../../../src/app/stepwise/staged.ts';
import { openDuckDb } from '../../../src/io/duckdb/open-duckdb.ts';
import { type SmallCompany, startSmallCompany } from '../../support/small-company.ts';

const DAY = '2026-02-04';
const { duckdbShim } = await readModelProject();

let company: SmallCompany;
let scratchFolder: string;
let project: OpenProject;

beforeAll(async () => {
  company = await startSmallCompany({ start: '2026-02-02', asOf: DAY, sources: ['anthropic'] });
  await company.ingest(DAY);
  scratchFolder = await mkdtemp(path.join(tmpdir(), 'tl-steps-'));
  project = await openProject({ root: company.root, processEnvironment: company.environment });
});
afterAll(async () => {
  await company?.close();
  await rm(scratchFolder, { recursive: true, force: true });
});

/** Scratch that outlives a step, as Athena's does: a database file by name. */
const openScratch = (name: string) =>
  openDuckDb({ lakeRoot: project.lakeRoot, path: path.join(scratchFolder, `${name}.duckdb`), initSql: duckdbShim });

/** A step that may start `models` models. */
const step = (run: string, period: string, cursor: BuildCursor | null, models: number) => {
  // Asked before every model and while one runs.
  let left = models;
  return buildStep(project, {
    run,
    period,
    asOf: DAY,
    cursor,
    sideBySide: 1,
    mayStart: () => left-- > 0,
    openScratch: async (name) => {
      const engine = await openScratch(name);
      return { ...engine, close: async () => engine.close() };
    },
  });
};

describe('a build in steps', () => {
  it('plans the month and the marts of no month, and knows which connections answered', async () => {
    const plan = await planRun(project, DAY);
    expect(plan).toEqual({ periods: ['2026-02', 'all'], summaries: ['summary'], stale: [] });
    const tomorrow = await planRun(project, '2026-02-05');
    expect(tomorrow.stale).toEqual([{ connection: expect.any(String), answered: DAY, daysOld: 1 }]);
  });

  it('goes on where a step ended and stages what it wrote', async () => {
    const first = await step('run1', 'all', null, 3);
    expect(first.done).toBe(false);
    expect(first.cursor).toMatchObject({ scratch: 'run1pallx1', step: 2 });
    expect(first.cursor!.models.length).toBeGreaterThan(0);
    const last = await step('run1', 'all', first.cursor, 1000);
    expect(last).toMatchObject({ done: true, cursor: null });
    expect((await stagedBuilds(project.store, 'run1')).length).toBe(Object.keys(last.rows).length);
  });

  it('begins anew in other scratch when a step was begun before: a crash, or a second delivery', async () => {
    const first = await step('run2', 'all', null, 2);
    await step('run2', 'all', first.cursor, 1);
    const again = await step('run2', 'all', first.cursor, 1);
    expect(again.cursor).toMatchObject({ scratch: 'run2pallx2', step: 2 });
  });

  it('builds no summary before the periods it is made from', async () => {
    expect(await step('run1', 'summary', null, 1000)).toEqual({ done: true, cursor: null, rows: {}, warnings: [] });
  });

  it('publishes nothing while a period is missing, and all of it by one swap when none is', async () => {
    const models = await readModelProject();
    const platform = () => localPlatform(project, models);
    const early = await publishRun(project, 'run1', DAY, platform);
    expect(early.status).toBe('plan_again');
    expect((await readPublished(project.store)).state.marts).toEqual({});
    await step('run1', '2026-02', null, 1000);
    expect((await publishRun(project, 'run1', DAY, platform)).status).toBe('plan_again');
    const last = await step('run1', 'summary', null, 1000);
    expect(Object.keys(last.rows).sort()).toEqual(['fct_outcome_cost', 'fct_work_spend']);
    const report = await publishRun(project, 'run1', DAY, platform);
    expect(report.status).toBe('published');
    expect(report.builds).toBeGreaterThan(10);
    expect(await stagedBuilds(project.store, 'run1')).toEqual([]);
    expect(await planRun(project, DAY)).toMatchObject({ periods: [], summaries: [] });
  });

  it('gives the same builds as building at once', async () => {
    const stepped = (await readPublished(project.store)).state;
    await project.store.delete('marts/_published.json');
    await company.build(DAY);
    const atOnce = (await readPublished(project.store)).state;
    const summary = (state: typeof atOnce) =>
      Object.entries(state.marts).flatMap(([mart, periods]) =>
        Object.entries(periods).map(([period, b]) => `${mart} ${period} ${b.build_id} ${b.rows}`),
      );
    expect(summary(stepped)).toEqual(summary(atOnce));
  });
});
