import type { Cell, QueryEngine } from '../../io/query-engine.ts';

/** List price and estimate of a model's counted usage before and after, decimal text; NULL where nothing is priced. */
export interface PriceChange {
  readonly provider: string;
  readonly model: string | null;
  readonly currency: string | null;
  readonly old_list_cost: string | null;
  readonly new_list_cost: string | null;
  readonly old_estimated_cost: string | null;
  readonly new_estimated_cost: string | null;
  /** Usage rows by token kind that had tokens and no price. */
  readonly old_unpriced: number;
  readonly new_unpriced: number;
}

/** Compares `main.fct_usage` (rebuilt) with `published.fct_usage` of the same engine per provider and model; equal ones are left out. */
export async function priceDifference(engine: QueryEngine): Promise<PriceChange[]> {
  const side = (schema: string) => `
    SELECT provider, model, max(currency) AS currency, sum(list_cost) AS list_cost, sum(estimated_cost) AS estimated_cost,
      count_if(unpriced_reason IS NOT NULL AND tokens > 0) AS unpriced
    FROM ${engine.relation(schema, 'fct_usage')} WHERE role = 'counted' GROUP BY provider, model`;
  const { rows } = await engine.query(`
    SELECT coalesce(a.provider, b.provider) AS provider, coalesce(a.model, b.model) AS model,
      coalesce(b.currency, a.currency) AS currency,
      a.list_cost AS old_list_cost, b.list_cost AS new_list_cost,
      a.estimated_cost AS old_estimated_cost, b.estimated_cost AS new_estimated_cost,
      coalesce(a.unpriced, 0) AS old_unpriced, coalesce(b.unpriced, 0) AS new_unpriced
    FROM (${side('published')}) AS a
    FULL JOIN (${side('main')}) AS b ON b.provider = a.provider AND b.model IS NOT DISTINCT FROM a.model
    WHERE a.list_cost IS DISTINCT FROM b.list_cost OR a.estimated_cost IS DISTINCT FROM b.estimated_cost
      OR a.unpriced IS DISTINCT FROM b.unpriced
    ORDER BY 1, 2`);
  return rows.map((row) => ({
    provider: String(row.provider),
    model: orNull(row.model),
    currency: orNull(row.currency),
    old_list_cost: orNull(row.old_list_cost),
    new_list_cost: orNull(row.new_list_cost),
    old_estimated_cost: orNull(row.old_estimated_cost),
    new_estimated_cost: orNull(row.new_estimated_cost),
    old_unpriced: Number(row.old_unpriced),
    new_unpriced: Number(row.new_unpriced),
  }));
}

const orNull = (value: Cell | undefined) => (value === null || value === undefined ? null : String(value));
