import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { openProject } from '../../src/app/project.ts';
import { keysFor } from './usage-days.ts';

/** Connection the usage of the benchmark belongs to. */
export const CONNECTION = { id: 'bench', source: 'anthropic', account: 'org-bench' } as const;

const TEAMS = 20;
const SECRETS = { ANTHROPIC_ADMIN_KEY: 'FAKE-key', TOKENLEDGER_PERSON_KEY: 'bench-person-key' };

/** Lays out a project of 20 teams whose keys have owners; every tenth key has none. */
export function writeBenchProject(
  folder: string,
  options: { rowsPerDay: number; start: string; baseUrl?: string },
): void {
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const base_url = options.baseUrl ?? 'http://127.0.0.1:9/anthropic';
  const { id, source, account } = CONNECTION;
  const connections = [
    { id, source, billing_account: account, base_url, secret: 'ANTHROPIC_ADMIN_KEY', start: options.start },
  ];
  write('tokenledger.yaml', stringify({ version: 1, company: 'Benchmark', currency: 'USD', connections }));
  const teams = Array.from({ length: TEAMS }, (_, i) => `team-${i},Team ${i},,,2020-01-01,`);
  write('config/teams.csv', lines('team_id,team_name,parent_team_id,cost_center,valid_from,valid_to', teams));
  const owners = keysFor(options.rowsPerDay).flatMap((key, i) =>
    i % 10 === 9 ? [] : [`api_key,anthropic,${key},team-${i % TEAMS},,2020-01-01,`],
  );
  write('config/owners.csv', lines('owner_kind,provider,external_id,team_id,pool,valid_from,valid_to', owners));
}

const lines = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;

/** Opens the project with its made-up secrets. */
export const openBenchProject = (root: string) => openProject({ root, processEnvironment: SECRETS });
