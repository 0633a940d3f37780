import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { secretFiles } from './person-key.ts';

/** Header line of each config CSV that `init` lays out; the loader in src/core/org explains every column. */
const CONFIG_HEADERS: Readonly<Record<string, string>> = {
  'people.csv': 'email,name,is_bot,active_from,active_to',
  'identities.csv': 'provider,external_id,email,valid_from,valid_to',
  'teams.csv': 'team_id,team_name,parent_team_id,cost_center,valid_from,valid_to',
  'memberships.csv': 'email,team_id,weight,valid_from,valid_to',
  'cost_centers.csv': 'cost_center,name,owner_email',
  'budgets.csv': 'budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from',
  'owners.csv': 'owner_kind,provider,external_id,team_id,pool,valid_from,valid_to',
  'shared_rules.csv': 'pool,method,team_id,weight,valid_from,approved_by',
  'contracts.csv': 'provider,billing_account,model_pattern,factor,currency,valid_from,valid_to',
  'thresholds.csv': 'threshold,value,unit,valid_from',
  'link_overrides.csv': 'session,outcome,weight,who,why,when,repo,branch,day',
  'forecast_events.csv':
    'effective_date,kind,tool,model,team,value,to_model,token_factor,ramp_days,certainty,source,announced_at',
  'invoices/example.csv':
    'invoice_id,line_id,provider,billing_account,tool,billing_month,charge_category,charge_kind,description,quantity,unit,amount,currency,applies_to',
  'seats/example.csv':
    'provider,billing_account,tool,billing_month,seat_id,plan,holder_email,held_from,held_to,price,currency',
};

const PROJECT_FILE = `# TokenLedger project. docs/config.md explains every key.
version: 1
company: My company
currency: USD
fiscal_year_start_month: 1
lake: lake                 # a folder, or s3://bucket/prefix
close_after_days: 45       # after a month's end; raise it while people, teams and owners are being set up
focus:
  include: ai              # ai: only AI services reach the ledger; all: every line of a FOCUS export

# One entry per account you read. Secrets are names of environment variables (or of lines in .env), never values.
connections:
  - { id: my-sessions, source: local-logs }
  # - { id: anthropic-main, source: anthropic, billing_account: my-org, secret: ANTHROPIC_ADMIN_KEY, start: 2026-01-01 }
  # - { id: openai-main, source: openai, billing_account: my-org, secret: OPENAI_ADMIN_KEY, start: 2026-01-01 }
  # - { id: cloud, source: focus, path: exports/focus }
  # - { id: clones, source: local-git, paths: [../my-repo] }
  # - { id: github-main, source: github, secret: GITHUB_TOKEN, repos: [my-org/my-repo], start: 2026-01-01 }
  # - { id: finance-invoices, source: invoices, path: config/invoices }
  # - { id: finance-seats, source: seats, path: config/seats }

# Which source is the money of an account; the others are witnesses. Default: FOCUS export, then vendor cost API, then invoices.
# ledger_of_money:
#   - { provider: anthropic, billing_account: '*', source: anthropic, valid_from: 2026-01-01 }
`;

/** What `init` did. */
export interface InitResult {
  readonly created: readonly string[];
  /** Files that were already there; they are left as they are. */
  readonly kept: readonly string[];
}

/**
 * Lays out a project folder: tokenledger.yaml, config CSVs with header lines, `.env` with a fresh person key (readable
 * by the owner only) and a .gitignore that keeps the lake and the key out of version control. Never overwrites a file.
 */
export async function initProject(folder: string): Promise<InitResult> {
  const created: string[] = [];
  const kept: string[] = [];
  const write = async (name: string, text: string, mode?: number) => {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    try {
      await writeFile(target, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
      created.push(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      kept.push(name);
    }
  };
  await write('tokenledger.yaml', PROJECT_FILE);
  for (const file of secretFiles()) await write(file.name, file.text, file.mode);
  for (const [name, header] of Object.entries(CONFIG_HEADERS)) await write(path.join('config', name), `${header}\n`);
  return { created, kept };
}
