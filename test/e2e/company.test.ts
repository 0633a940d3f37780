import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildReport } from '../../src/app/build/build.ts';
import { type IngestReport, isClean } from '../../src/app/ingest/report.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { decimalFromUnits, decimalToUnits, formatDecimal, parseDecimal } from '../../src/core/money/decimal.ts';
import type { Cell } from '../../src/io/query-engine.ts';
import { billedTotals, companyTruth } from '../../src/sim/index.ts';
import { type DemoCompany, startDemoCompany } from '../support/demo-company.ts';
import { searchLake } from '../support/lake-search.ts';

const MONTHS = { from: '2026-02', to: '2026-10' };

let demo: DemoCompany;
let ingested: IngestReport;
let built: BuildReport;

const query = async (sql: string): Promise<readonly Record<string, Cell>[]> =>
  withWarehouse(await demo.open(), async (engine) => (await engine.query(sql)).rows);

/** Sums of amounts in micros by key. */
function sums<T>(rows: readonly T[], key: (row: T) => string, micros: (row: T) => bigint): Map<string, bigint> {
  const result = new Map<string, bigint>();
  for (const row of rows) result.set(key(row), (result.get(key(row)) ?? 0n) + micros(row));
  return result;
}

const toPico = (amount: string) => decimalToUnits(parseDecimal(amount), 12);

/** Keys whose two sums differ by half a cent or more, with both in currency. */
function differingCents(left: Map<string, bigint>, right: Map<string, bigint>): string[] {
  return [...new Set([...left.keys(), ...right.keys()])].sort().flatMap((key) => {
    const [a, b] = [left.get(key) ?? 0n, right.get(key) ?? 0n];
    const gap = a > b ? a - b : b - a;
    if (gap < 5_000_000_000n) return [];
    const shown = (n: bigint) => formatDecimal(decimalFromUnits(n, 12));
    return [`${key}: truth ${shown(a)}, warehouse ${shown(b)}`];
  });
}

beforeAll(async () => {
  demo = await startDemoCompany();
  ingested = await demo.ingest();
  built = await demo.build();
}, 400_000);

afterAll(() => demo.close());

describe('the pipeline on the simulated company', () => {
  it('reads every stream although vendors answer with errors, broken bodies and repeated pages', () => {
    expect(ingested.streams.flatMap((s) => s.errors)).toEqual([]);
    expect(isClean(ingested)).toBe(true);
    const faults = new Set(demo.simulator.requests.flatMap((r) => (r.fault === undefined ? [] : [r.fault])));
    expect(faults.size).toBeGreaterThanOrEqual(3);
  });

  it('builds every mart of every month and all data tests pass', () => {
    expect(built.built.length).toBeGreaterThan(0);
    expect(new Set(built.built.map((b) => b.period)).size).toBe(11);
  });

  it('bills per provider and month exactly what the vendors billed', async () => {
    const rows = await query(
      'select period, provider, billing_account, cast(sum(amount_micros) as varchar) as micros from fct_ledger group by 1, 2, 3',
    );
    const ledger = sums(
      rows,
      (r) => `${r.period} ${r.provider}|${r.billing_account}`,
      (r) => BigInt(String(r.micros)) * 1_000_000n,
    );
    const truth = new Map<string, bigint>();
    for (const period of [
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
      '2026-07',
      '2026-08',
      '2026-09',
      '2026-10',
    ]) {
      for (const [account, amount] of Object.entries(billedTotals(demo.company, period)))
        truth.set(`${period} ${account}`, toPico(amount));
    }
    expect(differingCents(truth, ledger)).toEqual([]);
  });

  it('gives every team its true spend, to the cent, per month, provider and owner class', async () => {
    const rows = await query(
      "select period, owner_class, coalesce(team_id, 'unattributed') as team_id, provider, cast(sum(amount_micros) as varchar) as micros from fct_ledger group by 1, 2, 3, 4",
    );
    const ledger = sums(
      rows,
      (r) => [r.period, r.owner_class, r.team_id, r.provider].join(' '),
      (r) => BigInt(String(r.micros)) * 1_000_000n,
    );
    const truth = sums(
      companyTruth(demo.company, MONTHS),
      (r) => [r.period, r.owner_class, r.team_id, r.provider].join(' '),
      (r) => toPico(r.amount),
    );
    expect(differingCents(truth, ledger)).toEqual([]);
  });

  it('foots: team rows, shared pool and unattributed of a month are the ledger of that month', async () => {
    const rows = await query(`
      select v.period, cast(v.total as varchar) as shown, cast(l.total as varchar) as ledger
      from (select period, sum(total) as total from fin_spend_by_team_month_v1 group by 1) as v
      join (select period, cast(sum(amount_micros) as decimal(38, 0)) * 0.000001 as total from fct_ledger group by 1) as l on l.period = v.period
      where v.total <> l.total`);
    expect(rows).toEqual([]);
  });

  it('keeps e-mails nowhere but in the restricted directory', async () => {
    const email = '[a-z0-9._%+-]+@[a-z0-9-]+[.][a-z]+';
    const finds = await searchLake(path.join(demo.root, 'lake'), email, ['raw', 'marts']);
    expect([...new Set(finds.map((find) => find.where))]).toEqual(['raw/actor_directory']);
  }, 240_000);

  it('builds nothing when nothing changed', async () => {
    const again = await demo.build();
    expect(again.built).toEqual([]);
  });
});
