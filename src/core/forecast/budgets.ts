import { sortedQuantile } from './intermittent.ts';

/** What a budget's period looks like: what was spent and how the rest may go. Amounts in dollars. */
export interface BudgetOutlookInput {
  budget: number;
  /** Spend of each day of the period that is known, in order. */
  actual: readonly number[];
  /** Possible courses of the remaining days, usage and everything else; empty where no day remains. */
  paths: readonly Float64Array[];
}

/** Whether and when a budget will be exceeded. Days count from the first day of the period (0). */
export interface BudgetOutlook {
  /** 0-1; 0 and 1 only where the actuals alone decide. */
  exceedProbability: number;
  exceedDay: { p10: number; p50: number; p90: number } | null;
  expectedOverrun: number;
  status: 'over' | 'likely' | 'at_risk' | 'ok';
}

/**
 * Probability, date and size of exceeding a budget, from the sample paths. Status: `over` when the actuals exceed it,
 * `likely` from one half, `at_risk` from one fifth, else `ok`.
 */
export function budgetOutlook({ budget, actual, paths }: BudgetOutlookInput): BudgetOutlook {
  let spent = 0;
  let crossed: number | null = null;
  actual.forEach((v, day) => {
    spent += v;
    if (crossed === null && spent > budget) crossed = day;
  });
  const remaining = paths[0]?.length ?? 0;
  if (remaining === 0) {
    const over = spent > budget;
    return {
      exceedProbability: over ? 1 : 0,
      exceedDay: crossed === null ? null : { p10: crossed, p50: crossed, p90: crossed },
      expectedOverrun: Math.max(0, spent - budget),
      status: over ? 'over' : 'ok',
    };
  }
  const days: number[] = [];
  let exceeding = 0;
  let overrun = 0;
  for (const path of paths) {
    let sum = spent;
    let first: number | null = crossed;
    path.forEach((v, k) => {
      sum += v;
      if (first === null && sum > budget) first = actual.length + k;
    });
    if (sum > budget) exceeding++;
    if (first !== null) days.push(first);
    overrun += Math.max(0, sum - budget) / paths.length;
  }
  days.sort((a, b) => a - b);
  const p = spent > budget ? 1 : Math.min(0.99, Math.max(0.01, exceeding / paths.length));
  const at = (q: number) => Math.round(sortedQuantile(days, q));
  return {
    exceedProbability: p,
    exceedDay: days.length === 0 ? null : { p10: at(0.1), p50: at(0.5), p90: at(0.9) },
    expectedOverrun: overrun,
    status: spent > budget ? 'over' : p >= 0.5 ? 'likely' : p >= 0.2 ? 'at_risk' : 'ok',
  };
}
