import { backtest } from './backtest.ts';
import { backtestRows, ownMultipliers, summarise } from './backtest-summary.ts';
import { budgetRows } from './budget-rows.ts';
import { changeRows } from './change-rows.ts';
import { checkInput, sortedInput } from './check-input.ts';
import { planContext } from './plan-context.ts';
import type { ForecastInput } from './plan-input.ts';
import type { ForecastTables } from './plan-rows.ts';
import { scenarioForecast } from './plan-scenario.ts';
import { spendRows } from './spend-rows.ts';

/**
 * Forecasts spend and demand of one currency to the end of the next full fiscal quarter: backtest, intervals of the
 * company's own record, hierarchy, drivers, events, scenarios, budgets and the explanation of the change. Pure: the same
 * input gives the same rows in the same order, whatever the order of its lists.
 *
 * @throws RangeError where the input is inconsistent (array lengths, days, amounts that are no decimals); bad history
 *   (empty, zeros, gaps, negatives) is not an error and shows in method, regime and warnings
 */
export function planForecast(raw: ForecastInput): ForecastTables {
  checkInput(raw);
  const input = sortedInput(raw);
  const results = backtest(input);
  const summaries = summarise(results);
  const losing = new Set([...summaries].filter(([, s]) => s.losesToRunRate).map(([id]) => id));
  const context = planContext(input, ownMultipliers(results));
  const scenarios = [{ id: 'base', changes: [] }, ...input.scenarios].map((s) =>
    scenarioForecast(context, s.id, s.changes, losing),
  );
  return {
    forecast_spend: scenarios.flatMap((s) => spendRows(context, s, summaries)),
    forecast_budget: scenarios.flatMap((s) => budgetRows(context, s)),
    forecast_backtest: backtestRows(context.input, results),
    forecast_change: scenarios.flatMap((s) => changeRows(context, s)),
  };
}
