import { addDays } from '../../src/core/days.ts';
import { buildHierarchy } from '../../src/core/forecast/hierarchy.ts';
import { planForecast } from '../../src/core/forecast/plan.ts';
import type { ForecastInput } from '../../src/core/forecast/plan-input.ts';
import { mulberry32, normalGenerator } from '../../src/core/forecast/rng.ts';

/** Two years of days. */
const DAYS = 730;
const LAST_DAY = '2026-07-12';
const WEEK = [1, 1.05, 1.02, 1, 0.9, 0.25, 0.2];
const ORIGINS = 6;

/** A company of 32 teams, 4 tools and 12 models with two years of daily history: about 550 nodes. */
function largeCompany(): ForecastInput {
  const random = mulberry32(5);
  const normal = normalGenerator(random);
  const teams = Array.from({ length: 32 }, (_, i) => `team-${i}`);
  const tools = ['agent', 'chat', 'api', 'batch'];
  const pairs = tools.flatMap((tool) => teams.map((team) => ({ tool, team })));
  const activeUsers = pairs.map(({ tool, team }) => {
    const level = 5 + 40 * random();
    return { tool, team, users: Array.from({ length: DAYS }, (_, t) => Math.round(level * WEEK[t % 7]!)) };
  });
  const leaves = activeUsers.flatMap(({ tool, team, users }) =>
    ['large', 'mid', 'small'].map((size, i) => {
      const growth = 0.002 * random();
      const price = [9e-6, 3e-6, 7e-7][i]!;
      const tokens = users.map((v, t) => v * 300_000 * Math.exp(growth * t + 0.15 * normal()));
      return { tool, model: `${tool}-${size}`, team, tokens, usd: tokens.map((v) => v * price), priceNow: null };
    }),
  );
  return {
    runId: 'bench',
    asOf: addDays(LAST_DAY, 2),
    generatedWith: 'bench',
    currency: 'USD',
    seed: 1,
    fiscalYearStartMonth: 1,
    firstDay: addDays(LAST_DAY, 1 - DAYS),
    lastDay: LAST_DAY,
    leaves,
    activeUsers,
    teams: teams.map((team, i) => ({ team, org: `org-${i % 4}`, costCenter: `CC-${i % 8}`, headcount: 60 })),
    seats: [],
    otherActuals: [],
    holidays: [],
    events: [],
    scenarios: [],
    budgets: [],
    backtestOrigins: ORIGINS,
    warnings: [],
  };
}

const input = largeCompany();
const nodes = buildHierarchy(input.leaves, input.teams).length;
const before = process.cpuUsage();
const tables = planForecast(input);
const { user, system } = process.cpuUsage(before);
const milliseconds = (user + system) / 1000;
const rows = Object.values(tables).reduce((sum, table) => sum + table.length, 0);
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(
  `${nodes} nodes of ${DAYS} days, ${ORIGINS} backtest origins: ${(milliseconds / 1000).toFixed(1)} s of CPU, ` +
    `${(milliseconds / nodes).toFixed(1)} ms a node, peak ${megabytes.toFixed(0)} MB, ${rows} rows`,
);
if (milliseconds / nodes > 100 || megabytes > 512) process.exitCode = 1;
