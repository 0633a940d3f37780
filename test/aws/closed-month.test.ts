import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedMarts } from '../../src/app/build/mart-relation.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { readPublished } from '../../src/app/build/published-state.ts';
import { systemClock } from '../../src/app/clock.ts';
import { smokeTest } from '../../src/app/deploy/smoke-test.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import { openAnyProject } from '../../src/app/open-any-project.ts';
import { closePeriod } from '../../src/app/periods/close.ts';
import { reprice } from '../../src/app/periods/reprice.ts';
import { restatePeriod } from '../../src/app/periods/restate.ts';
import type { OpenProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { awsNames } from '../../src/core/names.ts';
import { openAthena } from '../../src/io/athena/open-athena.ts';
import { differences } from '../support/compare-relations.ts';
import { type SmallCompany, startSmallCompany } from '../support/small-company.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type BucketLake, startBucketLake } from './support/bucket-lake.ts';

const SETTLED = '2026-09-10';
const MONTH = '2026-08';
const asOf = { instant: `${SETTLED}T00:00:00Z`, day: SETTLED };

let small: SmallCompany;
let bucket: BucketLake;
let onAws: Awaited<ReturnType<typeof tempFolder>>;

/** The same company twice: its lake in a folder, and in a bucket. */
const roots = () => ({ laptop: small.root, aws: onAws.path });

function open(root: string): Promise<OpenProject> {
  const processEnvironment = { ...small.environment, ...bucket.environment };
  return openAnyProject({ root, processEnvironment, run: `t${randomUUID().replaceAll('-', '').slice(0, 12)}` });
}

/** Does the same on both sides; every call opens the projects anew, as two commands do. */
async function both<T>(use: (project: OpenProject) => Promise<T>): Promise<{ laptop: T; aws: T }> {
  const { laptop, aws } = roots();
  return { laptop: await use(await open(laptop)), aws: await use(await open(aws)) };
}

/** What the month's published tables say otherwise on AWS than on the laptop. */
async function differing(): Promise<Record<string, string[]>> {
  const { project } = await readModelProject();
  const found: Record<string, string[]> = {};
  const [laptop, aws] = [await open(roots().laptop), await open(roots().aws)];
  await withWarehouse(laptop, (here) =>
    withWarehouse(aws, async (there) => {
      for (const { name, columns } of publishedMarts(project)) {
        const rows = await differences(
          { engine: here, relation: here.relation('main', name) },
          { engine: there, relation: there.relation('main', name) },
          columns.map((c) => c.name),
        );
        if (rows.length > 0) found[name] = rows;
      }
    }),
  );
  return found;
}

/** Puts the person with the most spend into another team from the first of the month, on both sides. */
function moveSomebody(): void {
  for (const root of Object.values(roots())) {
    const file = path.join(root, 'config/memberships.csv');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const moved = lines.map((line, i) => {
      const fields = line.split(',');
      return i > 0 && i <= 40 ? [fields[0], 'security', ...fields.slice(2)].join(',') : line;
    });
    writeFileSync(file, `${moved.join('\n')}\n`);
  }
}

beforeAll(async () => {
  bucket = await startBucketLake();
  small = await startSmallCompany({ start: '2026-08-31', asOf: SETTLED, sources: ['anthropic'] });
  onAws = await tempFolder();
  cpSync(small.root, onAws.path, { recursive: true });
  const yaml = path.join(onAws.path, 'tokenledger.yaml');
  writeFileSync(yaml, `${readFileSync(yaml, 'utf8').replace(/^lake:.*\n/m, '')}lake: ${bucket.lake}\n`);
  await both((project) => ingest(project, { asOf }));
});

afterAll(async () => {
  await small?.close();
  await onAws?.remove();
  await bucket?.close();
});

describe('a lake in a bucket', () => {
  it('passes the smoke test of a deployment, which leaves nothing behind', async () => {
    const parts = await openAthena({
      place: { lake: bucket.lake, workgroup: awsNames.workgroups.pipeline, databases: awsNames.databases },
      run: 'smoke1',
      clock: systemClock,
      random: Math.random,
      store: { endpoint: bucket.environment.AWS_ENDPOINT_URL },
    });
    const steps = await smokeTest(parts, 'smoke1');
    expect(steps.filter((s) => s.state !== 'worked')).toEqual([]);
    expect(steps).toHaveLength(6);
    expect(await parts.catalog.tables(awsNames.databases.scratch)).toEqual([]);
    for (const folder of ['scratch/', 'marts/'])
      for await (const { key } of parts.store.list(folder)) expect.unreachable(`${key} was left behind`);
  });
});

describe('a closed month of a lake in a bucket', () => {
  it('closes as on a laptop, from the command line, with the same tables', async () => {
    const { laptop, aws } = await both(async (p) => (await closePeriod(p, MONTH, { asOf: SETTLED })).closed);
    expect(aws).toEqual(laptop);
    expect(await differing()).toEqual({});
  });

  it('is restated on demand: the dry run prints the same difference and changes nothing, applying publishes it', async () => {
    moveSomebody();
    await both((project) => ingest(project, { asOf }));
    const { store } = await open(roots().aws);
    const before = (await readPublished(store)).version;
    const dry = await both((p) =>
      restatePeriod(p, MONTH, { asOf: SETTLED, reason: 'late move', apply: false }).then((r) => r.difference),
    );
    expect(dry.aws.changes.length).toBeGreaterThan(0);
    expect(dry.aws).toEqual(dry.laptop);
    expect((await readPublished(store)).version).toBe(before);

    const done = await both((p) => restatePeriod(p, MONTH, { asOf: SETTLED, reason: 'late move', apply: true }));
    expect(done.aws.difference).toEqual(dry.aws);
    expect(done.aws.after).toEqual(done.laptop.after);
    expect(await differing()).toEqual({});
  });

  it('is priced again with a new book as on a laptop', async () => {
    const prices = path.join(small.root, 'prices');
    cpSync(path.resolve('prices'), prices, { recursive: true });
    const file = path.join(prices, 'anthropic.yaml');
    const rates = "{ input_uncached: '4', cache_read: '0.4', cache_write_5m: '5', cache_write_1h: '8', output: '20' }";
    const entry = `  - id: claude-sonnet-5\n    prices:\n      - { from: 2026-08-01, to: 2026-09-01, known: 2026-09-09, rates: ${rates} }\n`;
    const text = readFileSync(file, 'utf8').replace('  - id: claude-sonnet-5\n    prices:\n', entry);
    writeFileSync(file, text);
    const { laptop, aws } = await both((p) =>
      reprice(p, { asOf, prices, periods: [MONTH], apply: true, reason: 'new book' }),
    );
    expect(aws.periods[0]!.prices.length).toBeGreaterThan(0);
    expect(aws.periods).toEqual(laptop.periods);
    expect(aws.closings).toEqual(laptop.closings);
    expect(await differing()).toEqual({});
  });

  it('leaves no scratch behind', async () => {
    const { store } = await open(roots().aws);
    const left: string[] = [];
    for await (const { key } of store.list('scratch/')) left.push(key);
    expect(left).toEqual([]);
  });
});
