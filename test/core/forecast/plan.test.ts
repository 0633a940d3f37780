import { beforeAll, describe, expect, it } from 'vitest';
import { planForecast } from '../../../src/core/forecast/plan.ts';
import type { ForecastSpendRow, ForecastTables } from '../../../src/core/forecast/plan-rows.ts';
import { change, examplePlan } from './example-plan.ts';

const NOW = { effectiveDate: '2026-07-13' };
const micros = (text: string) => BigInt(text.replace('.', ''));
const profile = { tokens: [{ tool: 'agent', model: 'large', weekday: [9e6, 9e6, 9e6, 9e6, 9e6, 0, 0] }] };
const BUDGETS = ['2026-07', '2026-08', '2026-09'].map((period) => ({
  budgetId: 'company',
  scopeKind: 'company' as const,
  scopeId: '',
  period,
  amount: period === '2026-07' ? '2000.00' : '5500.00',
}));

const INPUT = examplePlan(250, {
  backtestOrigins: 4,
  events: [
    change('price_factor', 0.7, { model: 'large', effectiveDate: '2026-08-15', certainty: 0.5 }),
    change('headcount_add', 6, { team: 'alpha', effectiveDate: '2026-09-01' }),
    change('one_off_cost', 500.5, { tool: 'agent', team: 'beta', effectiveDate: '2026-10-10' }),
    change('price_factor', 100, { announcedAt: '2026-07-15' }),
  ],
  budgets: [...BUDGETS, { budgetId: 'none', scopeKind: 'team', scopeId: 'nobody', period: '2026-08', amount: '10' }],
  scenarios: [
    { id: 'double', changes: [change('price_factor', 2, NOW)] },
    { id: 'nothing', changes: [change('replicate', 0, { ...NOW, team: 'alpha', profile })] },
    { id: 'copies', changes: [change('replicate', 3, { ...NOW, team: 'alpha', profile })] },
    { id: 'route', changes: [change('route_share', 0.5, { ...NOW, model: 'large', toModel: 'small' })] },
    { id: 'stop', changes: [change('tool_stop', 1, { ...NOW, tool: 'chat' })] },
    { id: 'save', changes: [change('efficiency', 0.2, NOW)] },
    { id: 'cap', changes: [change('adoption_cap', 1, { ...NOW, tool: 'agent', team: 'gamma' })] },
    { id: 'jevons', changes: [change('elasticity', 1.2, NOW), change('price_factor', 0.5, NOW)] },
  ],
});

let tables: ForecastTables;
beforeAll(() => {
  tables = planForecast(INPUT);
});

const pick = (more: Partial<ForecastSpendRow>) =>
  tables.forecast_spend.filter((r) =>
    Object.entries({ metric: 'usd', ...more }).every(([k, v]) => r[k as keyof ForecastSpendRow] === v),
  );
const quarter = (scenario_id: string, node_id: string, charge_class: ForecastSpendRow['charge_class'] = 'usage') =>
  pick({ scenario_id, node_id, charge_class, grain: 'quarter', horizon_step: 2 })[0]!;
const usage = (scenario: string, node = 'company') => Number(quarter(scenario, node).p50);

describe('planForecast', () => {
  it('sums leaves to every aggregate to the micro-dollar, in every scenario, period and charge class', () => {
    const money = tables.forecast_spend.filter((r) => r.metric === 'usd' && (r.grain !== 'day' || r.horizon_step <= 5));
    const group = (r: ForecastSpendRow) => [r.scenario_id, r.grain, r.period_start, r.charge_class].join();
    const leaves = new Map<string, ForecastSpendRow[]>();
    for (const r of money) {
      if (r.node_level === 'leaf') leaves.set(group(r), [...(leaves.get(group(r)) ?? []), r]);
    }
    let checked = 0;
    for (const row of money.filter((r) => r.node_level !== 'leaf')) {
      const own = leaves
        .get(group(row))!
        .filter(
          (l) =>
            (row.tool === null || l.tool === row.tool) &&
            (row.model === null || l.model === row.model) &&
            (row.team === null || l.team === row.team) &&
            (row.node_level !== 'org' || l.org === row.org) &&
            (row.node_level !== 'cost_center' || l.cost_center === row.cost_center),
        );
      const sum = own.reduce((s, l) => s + micros(l.p50), 0n);
      if (sum !== micros(row.p50)) expect([row.node_id, group(row), sum]).toEqual([row.node_id, group(row), row.p50]);
      checked++;
    }
    expect(checked).toBeGreaterThan(1000);
  });

  it('makes months the sum of their days and quarters the sum of their months', () => {
    const total = { scenario_id: 'base', node_id: 'company', charge_class: 'total' } as const;
    const sum = (rows: ForecastSpendRow[]) => rows.reduce((s, r) => s + micros(r.p50), 0n);
    const inside = (grain: 'day' | 'month', from: string, to: string) =>
      pick({ ...total, grain }).filter((r) => r.period_start >= from && r.period_end <= to);
    const september = pick({ ...total, grain: 'month', period_start: '2026-09-01' });
    expect(sum(inside('day', '2026-09-01', '2026-09-30'))).toBe(sum(september));
    const next = pick({ ...total, grain: 'quarter', period_start: '2026-10-01' });
    expect(sum(inside('month', '2026-10-01', '2026-12-31'))).toBe(sum(next));
  });

  it('runs to the end of the next full quarter and keeps actuals apart inside the current one', () => {
    const [current, next] = pick({ scenario_id: 'base', node_id: 'company', charge_class: 'total', grain: 'quarter' });
    expect([current!.period_end, next!.period_end]).toEqual(['2026-09-30', '2026-12-31']);
    expect(Number(current!.actual_usd)).toBeGreaterThan(1000);
    expect(next!.actual_usd).toBe('0.000000');
    expect(Number(current!.p50)).toBeGreaterThan(Number(current!.actual_usd));
  });

  it('never lets quantiles cross, nor a parent be wider above than its parts together', () => {
    for (const r of tables.forecast_spend) {
      const q = [r.p05, r.p10, r.p50, r.p90, r.p95].map(Number);
      for (let i = 1; i < q.length; i++) expect(q[i]!).toBeGreaterThanOrEqual(q[i - 1]!);
    }
    const own = quarter('base', 'company');
    const parts = pick({ scenario_id: 'base', node_level: 'tool', charge_class: 'usage', grain: 'quarter' }).filter(
      (r) => r.horizon_step === 2,
    );
    expect(Number(own.p90)).toBeLessThanOrEqual(parts.reduce((s, r) => s + Number(r.p90), 0) + 1e-4);
  });

  it('doubles usage when all prices double, to 1e-9, and leaves seats alone', () => {
    expect(Math.abs(usage('double') / usage('base') / 2 - 1)).toBeLessThan(1e-9);
    expect(quarter('double', 'company', 'seat').p50).toBe(quarter('base', 'company', 'seat').p50);
  });

  it('changes nothing by replicating zero times, and three times as much by three copies', () => {
    const same = (id: string) =>
      tables.forecast_spend
        .filter((r) => r.scenario_id === id && r.grain !== 'day')
        .map((r) => [r.node_id, r.metric, r.period_start, r.charge_class, r.p10, r.p50, r.p90]);
    expect(same('nothing')).toEqual(same('base'));
    expect(usage('copies')).toBeGreaterThan(usage('base'));
    expect(usage('copies', 'team/beta')).toBe(usage('base', 'team/beta'));
  });

  it('moves routed tokens to the other model and keeps their number', () => {
    const tokens = (id: string) =>
      pick({ scenario_id: id, node_id: 'company', metric: 'tokens', grain: 'quarter', horizon_step: 2 })[0]!.p50;
    expect(Number(tokens('route')) / Number(tokens('base'))).toBeCloseTo(1, 9);
    expect(usage('route')).toBeLessThan(usage('base'));
    expect(usage('route', 'model/agent/large') / usage('base', 'model/agent/large')).toBeCloseTo(0.5, 7);
  });

  it('stops a tool with its seats, saves by efficiency, caps users, and grows volume when prices fall', () => {
    expect(usage('stop', 'tool/chat')).toBe(0);
    expect(pick({ scenario_id: 'stop', charge_class: 'seat', period_start: '2026-10-01' })).toEqual([]);
    // Each of 12 leaves rounds each of 92 days to the millionth, with and without the change.
    expect(Math.abs(usage('save') - 0.8 * usage('base'))).toBeLessThan(12 * 92 * 1e-6 * 0.9);
    expect(usage('save') / usage('base')).toBeCloseTo(0.8, 8);
    expect(usage('cap', 'tool_team/agent/gamma')).toBeLessThan(0.2 * usage('base', 'tool_team/agent/gamma'));
    const small = 'leaf/agent/small/beta';
    expect(usage('jevons', small) / usage('base', small)).toBeCloseTo(0.5 * 0.5 ** -1.2, 6);
  });

  it('counts announced events by their certainty and ignores those announced after as_of', () => {
    const quiet = planForecast({ ...INPUT, events: INPUT.events.slice(1), scenarios: [], budgets: [] });
    const before = quiet.forecast_spend.find(
      (r) => r.node_id === 'model/agent/large' && r.grain === 'quarter' && r.horizon_step === 2 && r.metric === 'usd',
    )!;
    const beta = 1 + 0.5 * (0.7 - 1);
    const ratio =
      usage('base', 'leaf/agent/large/beta') /
      Number(
        quiet.forecast_spend.find(
          (r) =>
            r.node_id === 'leaf/agent/large/beta' &&
            r.grain === 'quarter' &&
            r.horizon_step === 2 &&
            r.metric === 'usd',
        )!.p50,
      );
    expect(ratio).toBeCloseTo(beta, 6);
    expect(Number(before.p50)).toBeGreaterThan(usage('base', 'model/agent/large'));
    expect(quarter('base', 'company', 'one_off').p50).toBe('500.500000');
  });

  it('explains the change against the last complete quarter to the micro-dollar', () => {
    const nodes = new Set(tables.forecast_change.map((r) => `${r.scenario_id} ${r.node_id}`));
    expect(nodes.size).toBeGreaterThan(50);
    for (const key of nodes) {
      const rows = tables.forecast_change.filter((r) => `${r.scenario_id} ${r.node_id}` === key);
      const sum = rows.reduce((s, r) => s + micros(r.usd), 0n);
      expect([key, rows.length, sum]).toEqual([key, 8, micros(rows[0]!.to_usd) - micros(rows[0]!.from_usd)]);
    }
    const [first] = tables.forecast_change;
    expect([first!.from_period_start, first!.period_start]).toEqual(['2026-04-01', '2026-10-01']);
    const doubled = tables.forecast_change.find(
      (r) => r.scenario_id === 'double' && r.node_id === 'company' && r.effect === 'events',
    )!;
    expect(Number(doubled.usd)).toBeGreaterThan(0.8 * usage('base'));
  });

  it('watches budgets by month and whole quarter, and agrees with the published totals', () => {
    const base = tables.forecast_budget.filter((r) => r.scenario_id === 'base');
    expect(base.map((r) => [r.budget_id, r.period])).toEqual([
      ['company', '2026-07'],
      ['company', '2026-08'],
      ['none', '2026-08'],
      ['company', '2026-09'],
      ['company', 'FY2026-Q3'],
    ]);
    const july = base[0]!;
    expect(july).toMatchObject({ status: 'over', p_exceed: 1, exceed_date_p10: july.exceed_date_p90 });
    const total = pick({ scenario_id: 'base', node_id: 'company', charge_class: 'total', grain: 'quarter' })[0]!;
    expect([base[4]!.p50, base[4]!.budget_for_90pct]).toEqual([total.p50, total.p90]);
    expect(base[2]).toMatchObject({ p50: '0.000000', p_exceed: 0.01, status: 'ok', exceed_date_p50: null });
    const doubled = tables.forecast_budget.find((r) => r.scenario_id === 'double' && r.period === '2026-09')!;
    expect(doubled.p_exceed).toBe(0.99);
    expect(Number(doubled.expected_overrun)).toBeGreaterThan(Number(base[3]!.expected_overrun));
  });

  it('backtests company, tools and teams on rolling origins with a full quarter ahead', () => {
    const origins = [...new Set(tables.forecast_backtest.map((r) => r.origin))];
    expect(origins).toEqual(['2026-04-12', '2026-03-15', '2026-02-15', '2026-01-18']);
    const row = quarter('base', 'team/alpha');
    expect(row).toMatchObject({ backtest_origins: 4 });
    expect(row.backtest_quarter_wape).toBeLessThan(0.2);
    expect(quarter('base', 'leaf/agent/large/beta').backtest_origins).toBe(0);
  });

  it('gives the same bytes twice, and whatever the order of the input', () => {
    const shuffled = {
      ...INPUT,
      leaves: [...INPUT.leaves].reverse(),
      activeUsers: [...INPUT.activeUsers].reverse(),
      teams: [...INPUT.teams].reverse(),
      events: [...INPUT.events].reverse(),
      budgets: [...INPUT.budgets].reverse(),
      scenarios: [...INPUT.scenarios].reverse(),
    };
    expect(JSON.stringify(planForecast(shuffled))).toBe(JSON.stringify(tables));
  });

  it('keeps its rows when nothing is known: no leaves, no users, one day, late sources', () => {
    const empty = planForecast(examplePlan(1, { leaves: [], activeUsers: [], seats: [], otherActuals: [] }));
    expect(empty.forecast_spend.every((r) => Number(r.p50) === 0)).toBe(true);
    const late = examplePlan(60, { activeUsers: [] });
    const leaves = late.leaves.map((l) => ({ ...l, usd: l.usd.map((v, t) => (t > 55 ? null : v)) }));
    const { forecast_spend } = planForecast({ ...late, leaves });
    expect(forecast_spend.every((r) => Number.isFinite(Number(r.p50)) && Number.isFinite(Number(r.p95)))).toBe(true);
    const company = forecast_spend.find((r) => r.node_id === 'company' && r.grain === 'month')!;
    expect(company.warnings).toContain('last reported day 2026-07-08');
    expect(company.driver_users).toBeNull();
  });

  it('refuses inconsistent input with the place and the numbers', () => {
    const short = INPUT.leaves.map((l, i) => (i === 1 ? { ...l, usd: l.usd.slice(1) } : l));
    expect(() => planForecast({ ...INPUT, leaves: short })).toThrow(/leaf agent\/large\/beta, usd: expected 250/);
    expect(() => planForecast({ ...INPUT, leaves: [...INPUT.leaves, INPUT.leaves[0]!] })).toThrow(/given twice/);
    expect(() => planForecast({ ...INPUT, asOf: '2026-07-01' })).toThrow(/must lie after the last complete day/);
    expect(() => planForecast({ ...INPUT, scenarios: [{ id: 'base', changes: [] }] })).toThrow(/"base"/);
  });
});
