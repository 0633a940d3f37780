import { describe, expect, it } from 'vitest';
import { landedRows } from '../../../src/app/forecast/landed-rows.ts';
import { columnsOf, forecastContracts } from '../../../src/core/contracts/index.ts';
import { planForecast } from '../../../src/core/forecast/plan.ts';
import type { ForecastInput } from '../../../src/core/forecast/plan-input.ts';

const days = 145;
const series = (size: number) => Array.from({ length: days }, (_, t) => size * (1 + (t % 7) / 10));

const input: ForecastInput = {
  runId: 'run',
  asOf: '2026-10-25',
  generatedWith: '0',
  currency: 'USD',
  seed: 1,
  fiscalYearStartMonth: 1,
  firstDay: '2026-06-01',
  lastDay: '2026-10-23',
  leaves: [
    { tool: 'a', model: 'm', team: 'x', usd: series(10), tokens: series(1000), priceNow: null },
    { tool: 'b', model: 'm', team: 'y', usd: series(5), tokens: series(5e-6), priceNow: null },
  ],
  activeUsers: [{ tool: 'a', team: 'x', users: series(3).map(Math.round) }],
  teams: [],
  seats: [],
  otherActuals: [],
  holidays: [],
  events: [],
  scenarios: [],
  budgets: [{ budgetId: 'all', scopeKind: 'company', scopeId: '', period: '2026-11', amount: '500' }],
  backtestOrigins: 0,
  warnings: [],
};

describe('rows of a forecast as they are landed', () => {
  const rows = landedRows(planForecast(input), input.budgets, 5);

  it('fit their contracts', () => {
    for (const contract of forecastContracts) {
      const found = rows[contract.name as keyof typeof rows];
      for (const row of found) expect(contract.row.safeParse(row).error?.issues).toBeUndefined();
      if (contract.name !== 'forecast_backtest') expect(found.length).toBeGreaterThan(0);
      expect(Object.keys(found[0] ?? {})).toEqual(
        found.length === 0 ? [] : columnsOf(contract as never).map((c) => c.name),
      );
    }
  });

  it('say nothing about the use of a handful of people', () => {
    expect(rows.forecast_spend.filter((r) => r.metric === 'active_users')).toEqual([]);
    expect(rows.forecast_spend.filter((r) => r.driver_users !== null)).toEqual([]);
  });

  it('publish no tokens where nobody reports any', () => {
    const tokens = rows.forecast_spend.filter((r) => r.metric === 'tokens').map((r) => r.node_id);
    expect(tokens).toContain('tool/a');
    expect(tokens).not.toContain('tool/b');
  });

  it('name the scope of a budget', () => {
    expect(rows.forecast_budget[0]).toMatchObject({ budget_id: 'all', scope_kind: 'company', scope_id: 'company' });
  });
});
