import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { loadOrg } from '../../core/org/load-org.ts';
import { CONFIG_FILE_LIMIT, tooLarge } from '../../core/org/read-files.ts';
import { multiplierRows, priceRows } from '../../core/prices/book.ts';
import { describeProblem, type Problem } from '../../core/problem.ts';
import { ledgerOfMoneyRows } from '../../core/project-config.ts';
import { lineNotUtf8, NOT_UTF8 } from '../../core/utf8.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import { readStoredParquet } from '../../io/parquet/parquet-reader.ts';
import { openRawRun, readManifest, SNAPSHOTS } from '../../io/raw-lake.ts';
import { readPriceBook } from '../price-book.ts';
import type { OpenProject } from '../project.ts';
import { pseudonymsOf } from './pseudonyms.ts';
import { nextRun } from './run-id.ts';

/** What landing the config folder found. */
export interface ConfigReport {
  /** Any of these keeps the last good config in force. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Where config snapshots are landed. */
export const CONFIG_PLACE = { source: 'config', connection: 'project', stream: 'config' } as const;

/**
 * Lands people, teams, budgets, owners, limits, the ledger of money and the price book as snapshots of the logical day.
 * With a problem in any file nothing is landed: the last good config counts on, and every problem is returned with file and line.
 */
export async function ingestConfig(
  project: OpenProject,
  key: string,
  asOf: { readonly instant: string; readonly day: string },
): Promise<ConfigReport> {
  const { files, problems: unreadable } = await readConfigFiles(path.join(project.root, 'config'));
  const org = loadOrg(files, {
    pseudonym: pseudonymsOf('config', key).pseudonym,
    fiscalYearStartMonth: project.config.fiscal_year_start_month,
    currency: project.config.currency,
    aliasDomains: project.config.alias_domains,
    seen: await seenIdentities(project.store),
  });
  // What a file that was not read would have answered is no problem of the others.
  const problems = (unreadable.length > 0 ? unreadable : org.problems).map((p) =>
    describeProblem({ ...p, file: `config/${p.file}` }),
  );
  const warnings = org.warnings.map((p) => describeProblem({ ...p, file: `config/${p.file}` }));
  if (problems.length > 0) return { problems, warnings };
  const book = await readPriceBook();
  const tables = new Map<string, readonly Record<string, unknown>[]>([
    ...org.tables,
    ['config_ledger_of_money', ledgerOfMoneyRows(project.config)],
    ['config_price', priceRows(book)],
    ['config_price_multiplier', multiplierRows(book)],
  ]);
  const raw = await openRawRun(project.store, await nextRun(project.store, CONFIG_PLACE, asOf));
  await Promise.all([...tables].map(([table, rows]) => raw.writeWindow(table, asOf.day, [...rows])));
  await raw.commit();
  return { problems, warnings };
}

/** The CSVs directly in the config folder; folders below it belong to file sources. */
async function readConfigFiles(folder: string): Promise<{ files: Map<string, string>; problems: Problem[] }> {
  const files = new Map<string, string>();
  const problems: Problem[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries.filter((e) => e.isFile() && e.name.endsWith('.csv'))) {
    const file = path.join(folder, entry.name);
    const { size } = await stat(file);
    if (size > CONFIG_FILE_LIMIT) {
      problems.push(tooLarge(entry.name, size));
      continue;
    }
    const bytes = await readFile(file);
    const line = lineNotUtf8(bytes);
    if (line === null) files.set(entry.name, bytes.toString('utf8'));
    else problems.push({ file: entry.name, line, ...NOT_UTF8 });
  }
  return { files, problems };
}

/** E-mails and logins that vendors sent in earlier runs, from the restricted directory. */
async function seenIdentities(store: ObjectStore): Promise<{ provider: string; externalId: string }[]> {
  const seen: { provider: string; externalId: string }[] = [];
  for (const entry of (await readManifest(store, SNAPSHOTS)).entries) {
    if (entry.table !== 'actor_directory') continue;
    for (const file of entry.files) {
      for (const row of await readStoredParquet(store, file)) {
        seen.push({ provider: String(row.provider), externalId: String(row.external_id) });
      }
    }
  }
  return seen;
}
