import { type Contract, columnsOf, forecastContracts } from '../../core/contracts/index.ts';
import type { PlanBudget } from '../../core/forecast/plan-input.ts';
import type { ForecastTables } from '../../core/forecast/plan-rows.ts';

/** Rows of the four contracts, ready to land. */
export type LandedForecast = Readonly<Record<keyof ForecastTables, Record<string, unknown>[]>>;

/**
 * Turns the plan's rows into rows of the contracts: numbers become exact decimals and whole numbers, budgets get their
 * scope, and figures about fewer people than may be shown are left out, as are fractions of a token (a stand-in for usage
 * whose tokens nobody reports). Throws when a number is not finite.
 */
export function landedRows(
  tables: ForecastTables,
  budgets: readonly PlanBudget[],
  smallestGroup: number,
): LandedForecast {
  const scopes = new Map(budgets.map((b) => [b.budgetId, b]));
  const named = {
    forecast_spend: tables.forecast_spend
      .filter((row) => row.metric !== 'active_users' || Number(row.p50) >= smallestGroup)
      .filter((row) => row.metric !== 'tokens' || Number(row.p50) === 0 || Number(row.p50) >= 1)
      .map((row) => {
        const shown = row.driver_users !== null && row.driver_users >= smallestGroup;
        return shown ? row : { ...row, driver_users: null, driver_tokens_per_user: null };
      }),
    forecast_budget: tables.forecast_budget.map((row) => {
      const budget = scopes.get(row.budget_id)!;
      const scopeId = budget.scopeKind === 'company' ? 'company' : budget.scopeId;
      return { ...row, scope_kind: budget.scopeKind, scope_id: scopeId };
    }),
    forecast_backtest: tables.forecast_backtest,
    forecast_change: tables.forecast_change,
  };
  const land = (name: keyof ForecastTables) => {
    const contract = forecastContracts.find((c) => c.name === name)!;
    return toContract(contract, named[name] as readonly object[]);
  };
  return {
    forecast_spend: land('forecast_spend'),
    forecast_budget: land('forecast_budget'),
    forecast_backtest: land('forecast_backtest'),
    forecast_change: land('forecast_change'),
  };
}

function toContract(contract: Contract, rows: readonly object[]): Record<string, unknown>[] {
  const columns = columnsOf(contract).map(({ name, type }) => ({ name, convert: converterOf(type) }));
  return rows.map((row) => {
    const landed: Record<string, unknown> = {};
    for (const { name, convert } of columns) {
      const value = (row as Record<string, unknown>)[name];
      if (typeof value !== 'number') landed[name] = value;
      else if (Number.isFinite(value)) landed[name] = convert(value);
      else {
        throw new Error(
          `${contract.name}.${name} is ${value}: a forecast must be a finite number; please report the series`,
        );
      }
    }
    return landed;
  });
}

/** How a number is stored in a column of a type: whole, or rounded to the column's digits. */
function converterOf(type: string): (value: number) => bigint | string {
  if (type === 'bigint') return (value) => BigInt(Math.round(value));
  const scale = Number(type.slice(0, -1).split(',')[1]);
  return (value) => plainDecimal(value, scale);
}

/** A number as decimal text without exponent, rounded to `scale` digits. */
function plainDecimal(value: number, scale: number): string {
  if (Math.abs(value) < 1e21) return value.toFixed(scale);
  return BigInt(Math.round(value)).toString();
}
