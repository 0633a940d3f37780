import type { PlanBudget } from '../../core/forecast/plan-input.ts';
import { scopeOfTeam, type TeamParent } from '../../core/forecast-config/org-places.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import { readStoredParquet } from '../../io/parquet/parquet-reader.ts';
import { readManifest, SNAPSHOTS } from '../../io/raw-lake.ts';

/** A budget of a month as it stands on a day. */
export interface LandedBudget {
  readonly budgetId: string;
  readonly scopeKind: 'company' | 'team' | 'tool' | 'cost_center';
  readonly scopeId: string;
  readonly period: string;
  readonly amount: string;
  readonly currency: string;
  /** Pseudonym of the owner. */
  readonly owner: string | null;
}

/** The newest landed budgets of every month, also of months to come, in the version in force on `asOf`. */
export async function readBudgets(store: ObjectStore, asOf: string): Promise<LandedBudget[]> {
  const newest = new Map<string, LandedBudget & { readonly validFrom: string }>();
  for (const entry of (await readManifest(store, SNAPSHOTS)).entries) {
    if (entry.table !== 'config_budget') continue;
    for (const file of entry.files) {
      for (const row of await readStoredParquet(store, file)) {
        const validFrom = String(row.valid_from);
        if (validFrom > asOf) continue;
        const budget = {
          budgetId: String(row.budget_id),
          scopeKind: String(row.scope_kind) as LandedBudget['scopeKind'],
          scopeId: String(row.scope_id),
          period: String(row.period),
          amount: String(row.amount),
          currency: String(row.currency),
          owner: row.owner === null ? null : String(row.owner),
          validFrom,
        };
        const key = JSON.stringify([budget.budgetId, budget.period]);
        const known = newest.get(key);
        if (known === undefined || known.validFrom < validFrom) newest.set(key, budget);
      }
    }
  }
  return [...newest.values()].map(({ validFrom: _, ...budget }) => budget);
}

/** Budgets of one currency as the plan watches them, and a warning for each that stands for no node. */
export function planBudgets(
  budgets: readonly LandedBudget[],
  teams: readonly TeamParent[],
  currency: string,
): { readonly budgets: PlanBudget[]; readonly warnings: string[] } {
  const warnings = new Set<string>();
  const planned = budgets
    .filter((b) => b.currency === currency)
    .flatMap((b): PlanBudget[] => {
      const scope = b.scopeKind === 'team' ? scopeOfTeam(b.scopeId, teams) : { kind: b.scopeKind, id: b.scopeId };
      if (scope === null) {
        warnings.add(`budget ${b.budgetId} is for a team in the middle of the hierarchy; it is not forecast`);
        return [];
      }
      const scopeId = 'id' in scope ? scope.id : '';
      return [{ budgetId: b.budgetId, scopeKind: scope.kind, scopeId, period: b.period, amount: b.amount }];
    });
  return { budgets: planned, warnings: [...warnings] };
}
