import { addDays } from '../../../src/core/days.ts';
import type { Change, ChangeKind } from '../../../src/core/forecast/changes.ts';
import type { ForecastInput } from '../../../src/core/forecast/plan-input.ts';
import { mulberry32, normalGenerator } from '../../../src/core/forecast/rng.ts';

const WEEK = [1, 1.05, 1.02, 1, 0.9, 0.25, 0.2];

/** A change with the fields that rarely matter filled in. */
export function change(kind: ChangeKind, value: number, more: Partial<Change> = {}): Change {
  return {
    kind,
    value,
    effectiveDate: '2026-08-01',
    tool: null,
    model: null,
    team: null,
    certainty: 1,
    source: 'test',
    announcedAt: '2026-01-01',
    ...more,
  };
}

/** A small company: two tools, two models each, three teams in two orgs, `days` days of history up to 2026-07-12. */
export function examplePlan(days = 150, more: Partial<ForecastInput> = {}): ForecastInput {
  const lastDay = '2026-07-12';
  const firstDay = addDays(lastDay, 1 - days);
  const u = mulberry32(11);
  const n = normalGenerator(u);
  const teams = ['alpha', 'beta', 'gamma'];
  const tools = ['agent', 'chat'];
  const activeUsers = tools.flatMap((tool, i) =>
    teams.map((team, j) => ({
      tool,
      team,
      users: Array.from({ length: days }, (_, t) => Math.round((12 + 5 * j) * WEEK[t % 7]! * (i === 0 ? 1 : 0.5))),
    })),
  );
  const leaves = tools.flatMap((tool, i) =>
    ['large', 'small'].flatMap((model, k) =>
      teams.map((team, j) => {
        const users = activeUsers[i * 3 + j]!.users;
        const tokens = users.map((v) => v * (k === 0 ? 300_000 : 900_000) * Math.exp(0.1 * n()));
        return { tool, model, team, tokens, usd: tokens.map((v) => v * (k === 0 ? 9e-6 : 7e-7)), priceNow: null };
      }),
    ),
  );
  return {
    runId: 'run-1',
    asOf: '2026-07-14',
    generatedWith: '0.1.0',
    currency: 'USD',
    seed: 1,
    fiscalYearStartMonth: 1,
    firstDay,
    lastDay,
    leaves,
    activeUsers,
    teams: [
      { team: 'alpha', org: 'product', costCenter: 'CC-1', headcount: 20 },
      { team: 'beta', org: 'product', costCenter: 'CC-1', headcount: 25 },
      { team: 'gamma', org: 'platform', costCenter: 'CC-2', headcount: 30 },
    ],
    seats: [{ tool: 'chat', team: 'beta', seats: 10, price: '19.99', billingDay: 1, renewsOn: null }],
    otherActuals: [{ tool: 'chat', team: 'beta', day: '2026-07-01', chargeClass: 'seat', usd: '199.90' }],
    holidays: [],
    events: [],
    scenarios: [],
    budgets: [],
    backtestOrigins: 0,
    warnings: [],
    ...more,
  };
}
