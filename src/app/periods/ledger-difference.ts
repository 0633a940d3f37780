import type { Cell, QueryEngine } from '../../io/query-engine.ts';

/** Money of a group that a rebuilt period has otherwise than the published one, in micros. */
export interface LedgerChange {
  readonly provider: string;
  readonly billing_account: string | null;
  readonly tool: string | null;
  readonly team_id: string | null;
  readonly owner_class: string;
  readonly currency: string;
  readonly old_micros: bigint;
  readonly new_micros: bigint;
  readonly delta_micros: bigint;
}

/** A period before and after, in micros; one per currency. */
export interface LedgerTotal {
  readonly currency: string;
  readonly old_micros: bigint;
  readonly new_micros: bigint;
}

/** What a rebuilt ledger changes. */
export interface LedgerDifference {
  readonly changes: readonly LedgerChange[];
  readonly totals: readonly LedgerTotal[];
}

const GROUP = ['provider', 'billing_account', 'tool', 'team_id', 'owner_class', 'currency'] as const;

/**
 * Compares `main.fct_ledger` (rebuilt) with `published.fct_ledger` of the same engine, per provider, account, tool, team,
 * owner class and currency. Groups without a change are left out of `changes` and are part of `totals`.
 */
export async function ledgerDifference(engine: QueryEngine): Promise<LedgerDifference> {
  const sides = `
    SELECT ${GROUP.join(', ')}, amount_micros AS old_micros, 0 AS new_micros
    FROM ${engine.relation('published', 'fct_ledger')}
    UNION ALL
    SELECT ${GROUP.join(', ')}, 0, amount_micros FROM ${engine.relation('main', 'fct_ledger')}`;
  const sums = 'CAST(sum(old_micros) AS BIGINT) AS old_micros, CAST(sum(new_micros) AS BIGINT) AS new_micros';
  const { rows: changes } = await engine.query(
    `SELECT ${GROUP.join(', ')}, ${sums} FROM (${sides}) AS sides GROUP BY ${GROUP.join(', ')}
     HAVING sum(old_micros) <> sum(new_micros) ORDER BY ${GROUP.join(', ')}`,
  );
  const { rows: totals } = await engine.query(
    `SELECT currency, ${sums} FROM (${sides}) AS sides GROUP BY currency ORDER BY currency`,
  );
  return {
    changes: changes.map((row) => ({
      provider: String(row.provider),
      billing_account: orNull(row.billing_account),
      tool: orNull(row.tool),
      team_id: orNull(row.team_id),
      owner_class: String(row.owner_class),
      currency: String(row.currency),
      old_micros: BigInt(String(row.old_micros)),
      new_micros: BigInt(String(row.new_micros)),
      delta_micros: BigInt(String(row.new_micros)) - BigInt(String(row.old_micros)),
    })),
    totals: totals.map((row) => ({
      currency: String(row.currency),
      old_micros: BigInt(String(row.old_micros)),
      new_micros: BigInt(String(row.new_micros)),
    })),
  };
}

const orNull = (value: Cell | undefined) => (value === null || value === undefined ? null : String(value));
