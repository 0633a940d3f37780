import { type AthenaParts, athenaEngine } from '../../io/athena/athena-engine.ts';
import type { ParquetRelation, QueryEngine } from '../../io/query-engine.ts';

/** One thing that was tried on a deployment. */
export interface SmokeStep {
  readonly name: string;
  readonly state: 'worked' | 'failed' | 'left out';
  /** Why it failed; null otherwise. */
  readonly reason: string | null;
}

/** Values that a text protocol, a file format or a catalogue likes to change. */
const VALUES = {
  n_bigint: '9007199254740993',
  n_negative: '-1',
  n_decimal: '123456789012.123456789012',
  n_small: '-0.000000000001',
  n_text: 'äöü – 100%',
  n_day: '2024-02-29',
  n_null: null,
} as const;

const COLUMNS: ParquetRelation['columns'] = [
  { name: 'n_bigint', type: 'bigint', nullable: true, description: 'A number beyond 2^53.' },
  { name: 'n_negative', type: 'bigint', nullable: true, description: 'A negative number.' },
  { name: 'n_decimal', type: 'decimal(28,12)', nullable: true, description: 'The largest money there is.' },
  { name: 'n_small', type: 'decimal(28,12)', nullable: true, description: 'The smallest money there is.' },
  { name: 'n_text', type: 'varchar', nullable: true, description: 'A text with accents.' },
  { name: 'n_day', type: 'date', nullable: true, description: 'A leap day.' },
  { name: 'n_null', type: 'varchar', nullable: true, description: 'Nothing.' },
];

/** Mart that only the smoke test writes. */
const MART = 'smoke_test';

/**
 * Tries on a real deployment, in order, everything the pipeline asks of S3, Glue and Athena, and removes what it made:
 * conditional writes, a statement, a scratch table of rows, one of a SELECT, a build that is unloaded, registered and read
 * back through a view with exact values, and a published view with comments. A failed step leaves out those that need it.
 * `run` names this start, a-z and 0-9, never used twice.
 */
export async function smokeTest(parts: AthenaParts, run: string): Promise<SmokeStep[]> {
  const { place, store, catalog, runner } = parts;
  const steps: SmokeStep[] = [];
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    if (steps.some((s) => s.state === 'failed')) {
      steps.push({ name, state: 'left out', reason: null });
      return;
    }
    await work().then(
      () => steps.push({ name, state: 'worked', reason: null }),
      (error: Error) => steps.push({ name, state: 'failed', reason: error.message }),
    );
  };
  let scratch: QueryEngine | null = null;
  const view = `smoke_${run}`;
  const file = `marts/${MART}/period=2000-01/build_id=2000-01-${run}/part-0000.parquet`;
  let written: readonly string[] = [];
  const relation = (): ParquetRelation => ({
    files: written,
    columns: COLUMNS,
    partitions: [
      { name: 'period', type: 'varchar' },
      { name: 'build_id', type: 'varchar' },
    ],
  });
  const readBack = async (engine: QueryEngine, from: string) => {
    const texts = Object.keys(VALUES).map((c) => `CAST("${c}" AS VARCHAR) AS "${c}"`);
    const { rows } = await engine.query(`SELECT ${texts.join(', ')} FROM ${from}`);
    const [expected, found] = [JSON.stringify([VALUES]), JSON.stringify(rows)];
    if (found !== expected) throw new Error(`${from} holds ${found}, written was ${expected}`);
  };

  await attempt(`${place.lake} takes a conditional write once`, async () => {
    const key = `scratch/${run}/conditional.txt`;
    const body = new TextEncoder().encode('smoke test\n');
    if ((await store.putIfAbsent(key, body)) === null) throw new Error(`${key} was there before: use another run name`);
    const second = await store.putIfAbsent(key, body);
    await store.delete(key);
    if (second !== null) throw new Error('If-None-Match was not honoured: locks of the lake would not hold');
  });
  await attempt(`workgroup ${place.workgroup} takes a statement`, async () => {
    await runner.query('SELECT 1 AS ready', 'smoke test');
  });
  await attempt(`a table of rows in ${place.databases.scratch}`, async () => {
    scratch = await athenaEngine(parts, { kind: 'scratch', run });
    await scratch.tableOfRows('main', 'given', COLUMNS, [VALUES]);
    await readBack(scratch, scratch.relation('main', 'given'));
  });
  await attempt('a table of a SELECT', async () => {
    await scratch!.createTable('main', 'made', `SELECT * FROM ${scratch!.relation('main', 'given')}`);
    await readBack(scratch!, scratch!.relation('main', 'made'));
  });
  await attempt('a build is unloaded, registered and read through a view', async () => {
    const columns = COLUMNS.map((c) => c.name);
    const select = `SELECT ${columns.join(', ')} FROM ${scratch!.relation('main', 'made')}`;
    ({ files: written } = await scratch!.writeParquet(select, columns, file));
    await scratch!.relationOverParquet('main', MART, relation());
    await readBack(scratch!, scratch!.relation('main', MART));
  });
  await attempt(`a view with comments in ${place.databases.published}`, async () => {
    const published = await athenaEngine(parts, { kind: 'published' });
    const comments = { description: 'Smoke test.', columns: { n_bigint: 'A number beyond 2^53.' } };
    await published.createView('main', view, 'SELECT CAST(1 AS BIGINT) AS n_bigint', comments);
    await published.query(`SELECT n_bigint FROM ${published.relation('main', view)}`);
  });
  await tidyUp();
  return steps;

  async function tidyUp(): Promise<void> {
    const remove = async (what: string, work: () => Promise<void>) => {
      await work().catch((error: Error) =>
        steps.push({ name: `${what} is removed again`, state: 'failed', reason: error.message }),
      );
    };
    await remove(`view ${view}`, () => catalog.dropTables(place.databases.published, [view]));
    if (scratch !== null) await remove(`scratch of run ${run}`, () => scratch!.close());
    await remove(`table ${MART}`, async () => {
      await catalog.dropTables(place.databases.marts, [MART]);
      for (const key of written) await store.delete(key);
    });
  }
}
