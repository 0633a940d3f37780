import { access } from 'node:fs/promises';
import path from 'node:path';
import type { QueryResult } from '../../io/query-engine.ts';
import { WAREHOUSE_FILE } from '../build/local-platform.ts';
import type { OpenProject } from '../project.ts';
import { withWarehouse } from '../query.ts';
import type { Check } from './check.ts';

type Row = QueryResult['rows'][number];

const ALERTS = `
  SELECT period, alert, currency, meaning, is_firing, CAST(value AS VARCHAR) AS value, CAST(limit_value AS VARCHAR) AS limit_value
  FROM fin_alerts_v1 WHERE period = (SELECT max(period) FROM fin_alerts_v1) ORDER BY alert, currency`;

/**
 * What the ledger watches, of the newest month with spend: one check per alert of fin_alerts_v1. A ledger that does not
 * sum to its bills is broken, the others warn. None without a warehouse, or in one of an earlier version.
 */
export async function checkLedgerAlerts(project: OpenProject): Promise<Check[]> {
  const isThere =
    project.openWarehouse !== undefined ||
    (await access(path.join(project.lakeRoot, WAREHOUSE_FILE)).then(
      () => true,
      () => false,
    ));
  if (!isThere) return [];
  return withWarehouse(project, async (engine) => {
    const { rows: views } = await engine.query(
      `SELECT table_name FROM information_schema.tables WHERE table_name = 'fin_alerts_v1'`,
    );
    if (views.length === 0) return [];
    let rows: readonly Row[];
    try {
      ({ rows } = await engine.query(ALERTS));
    } catch (error) {
      const verdict = `the alerts cannot be read: ${(error as Error).message.split('\n').at(-1)}`;
      return [{ area: 'published', name: 'alerts', status: 'broken', verdict, facts: [] }];
    }
    return rows.map((row): Check => {
      const isFiring = row.is_firing === true;
      const value = row.value === null ? 'nothing to judge' : `${row.value} (limit ${row.limit_value})`;
      return {
        area: 'published',
        name: `${row.alert} ${row.currency}`,
        status: !isFiring ? 'ok' : row.alert === 'invariant_broken' ? 'broken' : 'warning',
        verdict: isFiring ? `${row.period}: ${row.meaning}: ${value}` : `${row.period}: ${value}`,
        facts: [],
      };
    });
  });
}
