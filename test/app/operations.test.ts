import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/app/doctor/doctor.ts';
import { RunError, UsageError } from '../../src/app/errors.ts';
import { findRow, readBillLine, readLedgerRow } from '../../src/app/explain/explained-row.ts';
import { ledgerSentences } from '../../src/app/explain/sentence.ts';
import { planOf, selectedMarts, summarisePlan } from '../../src/app/plan.ts';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { runUnitTests, testModels } from '../../src/app/test-models.ts';
import { loadProject } from '../../src/core/dbt/project.ts';
import { runCli } from '../support/cli.ts';
import { type SmallCompany, startSmallCompany } from '../support/small-company.ts';

const DAY = '2026-10-20';
let small: SmallCompany;
const open = (environment = small.environment) => openProject({ root: small.root, processEnvironment: environment });
const cli = (...args: string[]) =>
  runCli([...args, '--project', small.root, '--as-of', DAY], { ...small.environment, NO_COLOR: '1' });

beforeAll(async () => {
  small = await startSmallCompany({ start: '2026-10-18', asOf: DAY, sources: ['anthropic'] });
  await small.ingest(DAY);
}, 240_000);
afterAll(() => small.close());

describe('a project with landed data', { timeout: 240_000 }, () => {
  it('has a plan that names what was never built, by selection', async () => {
    const all = summarisePlan(await planOf(await open(), DAY, {}));
    expect(all.run.find((g) => g.period === '2026-10')).toMatchObject({ state: 'new', reasons: ['never built'] });
    const some = await planOf(await open(), DAY, { select: '+fct_cost', exclude: 'dim_*' });
    expect([...new Set(some.plan.map((s) => s.model))]).toEqual(['fct_cost']);
    await expect(selectedMarts({ select: 'stg_cost' })).rejects.toThrow(/selects no published table; 'stg_cost\+'/);
    await expect(selectedMarts({ select: 'fct_legder' })).rejects.toThrow(/did you mean fct_ledger/);
  });

  it('builds only what is selected', async () => {
    const { code, out } = await cli('build', '--select', 'dim_team', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).built.map((b: { mart: string }) => b.mart)).toEqual(['dim_team']);
  });

  it('is up to date after a build, and the plan and the doctor say so', async () => {
    await small.build(DAY);
    const summary = summarisePlan(await planOf(await open(), DAY, {}));
    expect(summary.run).toEqual([]);
    expect(summary.unchanged).toBeGreaterThan(5);
    const report = await examine(await open(), DAY, '20.12.0');
    expect(report.status).toBe('ok');
    const anthropic = report.checks.find((c) => c.name === 'anthropic-main')!;
    expect(anthropic.facts).toContain('secret ANTHROPIC_ADMIN_KEY: set');
    expect(
      anthropic.facts.some((f) => /^cost_report: \d+ rows in 2 windows, newest 2026-10-19, read 2026-10-20/.test(f)),
    ).toBe(true);
  });

  it('passes its unit tests and data tests without publishing', async () => {
    const file = path.join(small.root, 'lake/marts/_published.json');
    const before = readFileSync(file, 'utf8');
    const report = await testModels(await open(), { asOf: DAY });
    expect([...report.failed, ...report.failedUnitTests]).toEqual([]);
    expect(report.unitTests).toBeGreaterThan(5);
    expect(report.dataTests).toBeGreaterThan(100);
    expect(report.periods).toEqual(['2026-10']);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const one = await testModels(await open(), { asOf: DAY, select: 'fct_bill_line' });
    expect(one.dataTests).toBeLessThan(20);
  });

  it('explains a ledger row and a bill line by the beginning of an id', async () => {
    const [row] = await small.query(
      "select ledger_id, bill_line_id, amount_micros, team_id from fct_ledger where owner_class = 'attributed' order by amount_micros desc limit 1",
    );
    await withWarehouse(await open(), async (engine) => {
      const found = await findRow(engine, String(row!.ledger_id).slice(0, 16).toUpperCase());
      expect(found).toEqual({ kind: 'ledger', id: row!.ledger_id });
      const explained = await readLedgerRow(engine, found.id);
      const [bill, , owner] = ledgerSentences(explained);
      expect(bill).toMatch(/USD of anthropic's October 2026 bill \(provisional\), bill line/);
      expect(owner).toContain(`(${row!.team_id}) owns it`);
      const line = await readBillLine(engine, String(row!.bill_line_id));
      const parts = line.owners.reduce((sum, o) => sum + BigInt(String(o.amount_micros)), 0n);
      expect(parts).toBe(BigInt(String(line.line.amount_micros)));
      await expect(findRow(engine, 'abc')).rejects.toThrow(UsageError);
      await expect(findRow(engine, "a' or 'a'='a")).rejects.toThrow(UsageError);
      await expect(findRow(engine, 'f'.repeat(64))).rejects.toThrow(RunError);
    });
    const { code, out } = await cli('explain', String(row!.ledger_id), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).ledger.ledger_id).toBe(row!.ledger_id);
  });

  it('is called broken when a secret is missing, without its value ever being shown', async () => {
    const { ANTHROPIC_ADMIN_KEY: secret, ...rest } = small.environment;
    const { code, out, err } = await runCli(['doctor', '--project', small.root, '--as-of', DAY], rest);
    expect(code).toBe(1);
    expect(out).toMatch(/broken +connection anthropic-main: the secret ANTHROPIC_ADMIN_KEY is not set/);
    const whole = await cli('doctor');
    expect(whole.code).toBe(0);
    expect(`${out}${err}${whole.out}${whole.err}`).not.toContain(secret);
  });

  it('is called late when nothing was read for days', async () => {
    const report = await examine(await open(), '2026-10-30', '20.12.0');
    const anthropic = report.checks.find((c) => c.name === 'anthropic-main')!;
    expect(anthropic.status).toBe('warning');
    expect(anthropic.verdict).toContain('cost_report is 11 days behind 2026-10-30');
  });

  it('is called broken on an old Node, with a missing mart file, and with a mixed state', async () => {
    expect((await examine(await open(), DAY, '18.19.0')).checks[0]).toMatchObject({ name: 'node', status: 'broken' });
    const file = path.join(small.root, 'lake/marts/_published.json');
    const text = readFileSync(file, 'utf8');
    const state = JSON.parse(text);
    state.marts.fct_ledger['2026-10'].build_id = '2026-10-0000000000000000';
    writeFileSync(file, JSON.stringify(state));
    const mixed = (await examine(await open(), DAY, '20.12.0')).checks;
    expect(mixed.find((c) => c.area === 'published' && c.name === 'builds')!.status).toBe('broken');
    expect(mixed.find((c) => c.area === 'published' && c.name === 'views')).toMatchObject({
      status: 'broken',
      facts: ['fct_ledger'],
    });
    writeFileSync(file, text);
    rmSync(path.join(small.root, 'lake', state.marts.fct_ledger['2026-10'].files[0]));
    const missing = (await examine(await open(), DAY, '20.12.0')).checks;
    expect(missing.find((c) => c.area === 'published' && c.name === 'files')!.status).toBe('broken');
  });
});

it('a unit test whose model gives other rows fails with the differing rows', async () => {
  const files = new Map([
    ['m/dbt_project.yml', "name: tiny\nversion: '1'\nconfig-version: 2\nprofile: tiny\nmodel-paths: ['models']\n"],
    ['m/models/doubled.sql', "select n * 2 as n from {{ ref('numbers') }}"],
    ['m/models/numbers.sql', 'select 1 as n'],
    [
      'm/models/models.yml',
      `version: 2
models:
  - name: numbers
    columns: [{ name: n, data_type: bigint }]
  - name: doubled
    columns: [{ name: n, data_type: bigint }]
unit_tests:
  - name: doubles
    model: doubled
    given: [{ input: ref('numbers'), rows: [{ n: 2 }] }]
    expect: { rows: [{ n: 5 }] }
  - name: doubles_truly
    model: doubled
    given: [{ input: ref('numbers'), rows: [{ n: 2 }] }]
    expect: { rows: [{ n: 4 }] }
`,
    ],
  ]);
  const project = loadProject(files, 'm');
  const failed = await runUnitTests({ project, duckdbShim: [] }, project.unitTests);
  expect(failed).toEqual([
    {
      test: 'doubles',
      model: 'doubled',
      file: 'm/models/models.yml',
      line: expect.any(Number),
      differences: [
        { difference: 'unexpected', n: '4' },
        { difference: 'missing', n: '5' },
      ],
    },
  ]);
});
