import { createHmac } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClosedPeriods } from '../../../src/app/build/closed-periods.ts';
import { RunError, UsageError } from '../../../src/app/errors.ts';
import { autoClose, closePeriod } from '../../../src/app/periods/close.ts';
import { reprice } from '../../../src/app/periods/reprice.ts';
import { restatePeriod } from '../../../src/app/periods/restate.ts';
import { planOf, summarisePlan } from '../../../src/app/plan.ts';
import { openProject } from '../../../src/app/project.ts';
import { type SmallCompany, startSmallCompany } from '../../support/small-company.ts';

const EARLY = '2026-09-03';
const SETTLED = '2026-09-10';
const MONTH = '2026-08';

let small: SmallCompany;
const open = () => openProject({ root: small.root, processEnvironment: small.environment });
const published = () => readFileSync(path.join(small.root, 'lake/marts/_published.json'), 'utf8');
const restatements = () =>
  small.query('select restatement_no, kind, reason, team_id, delta_micros from ledger_restatement order by all');
const plan = async () => summarisePlan(await planOf(await open(), SETTLED, {}));

/** Puts a person into another team from a day on. */
function moveSomebody(email: string, from: string, team: string): void {
  const file = path.join(small.root, 'config/memberships.csv');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const at = lines.findLastIndex((line) => line.startsWith(`${email},`));
  const fields = lines[at]!.split(',');
  lines.splice(at, 1, [...fields.slice(0, 4), from].join(','), [email, team, fields[2], from, fields[4]].join(','));
  writeFileSync(file, `${lines.join('\n')}\n`);
}

beforeAll(async () => {
  small = await startSmallCompany({ start: '2026-08-30', asOf: EARLY, sources: ['anthropic'] });
  await small.ingest(EARLY);
  await small.build(EARLY);
}, 240_000);
afterAll(() => small.close());

describe('a billing month', { timeout: 240_000 }, () => {
  it('is not closed while bill lines are provisional, and the refusal names them', async () => {
    const closing = closePeriod(await open(), MONTH, { asOf: EARLY });
    await expect(closing).rejects.toThrow(RunError);
    await expect(closePeriod(await open(), MONTH, { asOf: EARLY })).rejects.toThrow(
      /2026-08 cannot be closed:\n\d+ provisional bill lines of anthropic org-northwind \(connection anthropic-main\), charged 2026-08-30 to 2026-08-31/,
    );
    expect((await readClosedPeriods((await open()).store)).size).toBe(0);
  });

  it('is not closed before it is over, and a month without data or of no calendar is wrong use', async () => {
    await expect(closePeriod(await open(), '2026-09', { asOf: EARLY })).rejects.toThrow(/not over: .* 2026-10-01/);
    await expect(closePeriod(await open(), '2027-01', { asOf: EARLY })).rejects.toThrow(
      /no data for 2027-01; the lake has 2026-08 to 2026-09/,
    );
    await expect(closePeriod(await open(), 'August', { asOf: EARLY })).rejects.toThrow(UsageError);
  });

  it('that is due but not settled stays open, and closing by itself says why', async () => {
    const report = await autoClose(await open(), '2026-10-20');
    expect(report.closed).toEqual([]);
    expect(report.refused.map((r) => r.period)).toEqual([MONTH]);
    expect(report.refused[0]!.obstacles.provisional[0]!.lines).toBeGreaterThan(0);
  });

  it('closes once its lines are final, with prices, config and windows of its build, and does not close twice', async () => {
    small.setAsOf(SETTLED);
    await small.ingest(SETTLED);
    const { closed } = await closePeriod(await open(), MONTH, { asOf: SETTLED });
    expect(closed).toMatchObject({
      period: MONTH,
      closed_on: SETTLED,
      config_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(closed.priced_as_of <= SETTLED).toBe(true);
    expect((await plan()).closed).toEqual([]);
    expect((await small.build(SETTLED)).built).toEqual([]);
    await expect(closePeriod(await open(), MONTH, { asOf: SETTLED })).rejects.toThrow(/closed since 2026-09-10/);
  });

  it('is not called different for people who move later, only for an edit that reaches back into it', async () => {
    const [first, second] = await small.query(`
      select person_key, team_id, sum(amount_micros) as micros from fct_ledger
      where period = '${MONTH}' and person_key is not null group by all order by 3 desc limit 2`);
    expect(first!.person_key).not.toBe(second?.person_key);
    const people = readFileSync(path.join(small.root, 'config/memberships.csv'), 'utf8').split('\n').slice(1);
    const emailOf = (key: string) => {
      const secret = small.environment.TOKENLEDGER_PERSON_KEY!;
      const email = people.map((l) => l.split(',')[0]!);
      return email.find((e) => createHmac('sha256', secret).update(e.toLowerCase()).digest('hex') === key)!;
    };
    const other = (team: string) => (team === 'security' ? 'search' : 'security');
    moveSomebody(emailOf(String(second!.person_key)), '2026-09-05', other(String(second!.team_id)));
    expect((await small.ingest(SETTLED)).configProblems).toEqual([]);
    expect((await plan()).closed).toEqual([]);
    moveSomebody(emailOf(String(first!.person_key)), '2026-08-01', other(String(first!.team_id)));
    expect((await small.ingest(SETTLED)).configProblems).toEqual([]);
    const { closed } = await plan();
    expect(closed.map((g) => g.period)).toContain(MONTH);
    expect(closed.flatMap((g) => g.reasons)).toContain(
      'backdated edit: 2 rows of config_membership that hold in 2026-08',
    );
  });

  it('stays as it is when a build runs after the edit', async () => {
    const before = JSON.parse(published()).marts.fct_ledger[MONTH];
    await small.build(SETTLED);
    expect(JSON.parse(published()).marts.fct_ledger[MONTH]).toEqual(before);
  });

  it('gives a mart that a later release adds from what it published, not from what config says today', async () => {
    const file = path.join(small.root, 'lake/marts/_published.json');
    const state = JSON.parse(published());
    delete state.marts.fct_ledger_month[MONTH];
    writeFileSync(file, JSON.stringify(state));
    const { built } = await small.build(SETTLED);
    expect(built.filter((b) => b.period === MONTH).map((b) => b.mart)).toEqual(['fct_ledger_month']);
    const sums = (relation: string) =>
      small.query(`select team_id, cast(sum(amount_micros) as bigint) as micros from ${relation}
        where period = '${MONTH}' group by team_id order by team_id`);
    expect(await sums('fct_ledger_month')).toEqual(await sums('fct_ledger'));
  });

  it('is restated only on demand: a dry run changes nothing, applying publishes it and keeps what it was', async () => {
    const before = published();
    const dry = await restatePeriod(await open(), MONTH, { asOf: SETTLED, reason: 'late move', apply: false });
    expect(published()).toBe(before);
    expect(await restatements()).toEqual([]);
    expect(dry.difference.changes.length).toBeGreaterThan(1);
    expect(dry.difference.changes.reduce((sum, c) => sum + c.delta_micros, 0n)).toBe(0n);
    for (const total of dry.difference.totals) expect(total.new_micros).toBe(total.old_micros);

    const done = await restatePeriod(await open(), MONTH, { asOf: SETTLED, reason: 'late move', apply: true });
    expect(done.difference).toEqual(dry.difference);
    const rows = await restatements();
    expect(rows.length).toBe(dry.difference.changes.length);
    expect(new Set(rows.map((r) => `${r.restatement_no} ${r.kind} ${r.reason}`))).toEqual(
      new Set(['1 restate late move']),
    );
    expect((await readClosedPeriods((await open()).store)).get(MONTH)).toEqual(done.after);
    expect((await plan()).closed).toEqual([]);
  });

  it('restated without a change records nothing', async () => {
    const rows = await restatements();
    const again = await restatePeriod(await open(), MONTH, { asOf: SETTLED, reason: 'once more', apply: true });
    expect(again.difference.changes).toEqual([]);
    expect(await restatements()).toEqual(rows);
  });

  it('that is open is not restated', async () => {
    const open9 = restatePeriod(await open(), '2026-09', { asOf: SETTLED, reason: 'x', apply: false });
    await expect(open9).rejects.toThrow(/2026-09 is not closed/);
  });

  it('is priced again with a new book: list price moves, the bill does not, and a closed month wants a reason', async () => {
    const prices = path.join(small.root, 'prices');
    cpSync(path.resolve('prices'), prices, { recursive: true });
    const file = path.join(prices, 'anthropic.yaml');
    const text = readFileSync(file, 'utf8');
    const rates = "{ input_uncached: '4', cache_read: '0.4', cache_write_5m: '5', cache_write_1h: '8', output: '20' }";
    const entry = `  - id: claude-sonnet-5\n    prices:\n      - { from: 2026-08-01, to: 2026-09-01, known: 2026-09-09, rates: ${rates} }\n`;
    writeFileSync(file, text.replace('  - id: claude-sonnet-5\n    prices:\n', entry));
    const asOf = { instant: `${SETTLED}T00:00:00Z`, day: SETTLED };
    const options = { asOf, prices, periods: [MONTH] };

    expect((await reprice(await open(), { asOf, apply: false })).unchanged).toEqual([MONTH, '2026-09']);
    const before = published();
    const dry = await reprice(await open(), { ...options, apply: false });
    expect(published()).toBe(before);
    expect(dry.periods).toHaveLength(1);
    expect(dry.periods[0]).toMatchObject({
      period: MONTH,
      state: 'closed',
      newPricedAsOf: '2026-09-09',
      otherReasons: [],
    });
    const change = dry.periods[0]!.prices.find((p) => p.model === 'claude-sonnet-5')!;
    expect(Number(change.new_list_cost)).toBeGreaterThan(1.9 * Number(change.old_list_cost));
    expect(dry.periods[0]!.ledger.totals.every((t) => t.old_micros === t.new_micros)).toBe(true);

    await expect(reprice(await open(), { ...options, apply: true })).rejects.toThrow(
      /2026-08: a closed month .* --reason/,
    );
    const done = await reprice(await open(), { ...options, apply: true, reason: 'new book' });
    expect(done.closings.map((c) => [c.period, c.priced_as_of])).toEqual([[MONTH, '2026-09-09']]);
    const [listed] = await small.query(`
      select sum(list_cost) as cost from fct_usage
      where period = '${MONTH}' and role = 'counted' and model = 'claude-sonnet-5'`);
    expect(Number(listed!.cost)).toBeCloseTo(Number(change.new_list_cost), 6);
    expect((await reprice(await open(), { ...options, apply: false })).unchanged).toEqual([MONTH]);
  });

  it('closes by itself when its time has come', async () => {
    const store = (await open()).store;
    await store.delete('state/closed_periods.json');
    await small.build('2026-10-20');
    const report = await autoClose(await open(), '2026-10-20');
    expect(report.closed.map((c) => c.period)).toEqual([MONTH]);
    expect(report.refused).toEqual([]);
  });
});
