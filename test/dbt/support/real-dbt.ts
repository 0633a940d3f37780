import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { packageRoot } from '../../../src/io/package-files.ts';
import { pythonEnvironment } from '../../support/tool-cache.ts';

/** Pinned: dbt, its two adapters, and the DuckDB the product uses. */
const PACKAGES = ['dbt-core==1.11.16', 'dbt-duckdb==1.11.1', 'duckdb==1.5.5', 'dbt-trino==1.10.6'];

/** One node of a dbt run. */
export interface DbtResult {
  readonly unique_id: string;
  /** `success` for models and seeds, `pass` for tests; `error`, `fail`, `warn`, `skipped`. */
  readonly status: string;
  readonly message: string | null;
}

/** What `dbt build` did, by kind of node. */
export interface DbtBuild {
  readonly results: readonly DbtResult[];
  /** How many nodes of a kind (`model`, `seed`, `test`, `unit_test`) there were. */
  count(kind: string): number;
  /** Nodes that did not succeed, with dbt's message. */
  readonly failures: readonly string[];
}

/**
 * Runs `dbt build` on the model project as it stands in the checkout, with the given output of a profile; everything dbt
 * writes beside the database goes to a scratch folder. Throws dbt's own words when it fails before it ran any node.
 */
export async function dbtBuild(
  output: Readonly<Record<string, unknown>>,
  vars: Readonly<Record<string, string>>,
): Promise<DbtBuild> {
  const dbt = path.join(await pythonEnvironment('dbt/environment', PACKAGES), 'bin', 'dbt');
  const scratch = await mkdtemp(path.join(tmpdir(), 'tl-dbt-'));
  try {
    const profile = { tokenledger: { target: 'test', outputs: { test: { threads: 2, ...output } } } };
    await writeFile(path.join(scratch, 'profiles.yml'), stringify(profile));
    const target = path.join(scratch, 'target');
    const project = path.join(packageRoot, 'dbt-like-models');
    const args = ['build', '--project-dir', project, '--profiles-dir', scratch, '--vars', JSON.stringify(vars)];
    const environment = { DBT_TARGET_PATH: target, DBT_LOG_PATH: path.join(scratch, 'logs') };
    const said = await new Promise<string>((resolve) => {
      const env = { ...process.env, ...environment, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
      execFile(dbt, args, { env, maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
    });
    const text = await readFile(path.join(target, 'run_results.json'), 'utf8').catch((error) => {
      throw new Error(`dbt did not run any node:\n${said.split('\n').slice(-40).join('\n')}`, { cause: error });
    });
    const { results } = JSON.parse(text) as { results: DbtResult[] };
    const good = new Set(['success', 'pass']);
    return {
      results,
      count: (kind) => results.filter((r) => r.unique_id.startsWith(`${kind}.`)).length,
      failures: results.filter((r) => !good.has(r.status)).map((r) => `${r.status} ${r.unique_id}: ${r.message}`),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
