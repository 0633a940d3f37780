import { cell } from '../cells.ts';
import type { Line } from '../csv-table.ts';
import { forecastEventCells } from '../forecast-config/events.ts';

const validity = { valid_from: cell.day(), valid_to: cell.orNull(cell.day()) };

/** Which method splits the money of a shared pool. */
export const SHARED_METHODS = ['S_PROPORTIONAL_DIRECT', 'S_PROPORTIONAL_USAGE', 'S_EVEN', 'S_FIXED'] as const;

/** Things a team can own. */
export const OWNER_KINDS = ['api_key', 'workspace', 'project', 'repo', 'account', 'tag', 'tool'] as const;

/** Every CSV of the config folder and its columns. */
export const orgTables = {
  'people.csv': {
    email: cell.email(),
    name: cell.orNull(cell.text()),
    is_bot: cell.or(cell.flag(), false),
    active_from: cell.orNull(cell.day()),
    active_to: cell.orNull(cell.day()),
  },
  'identities.csv': { provider: cell.wordOrAny(), external_id: cell.text(), email: cell.email(), ...validity },
  'teams.csv': {
    team_id: cell.text(),
    team_name: cell.text(),
    parent_team_id: cell.orNull(cell.text()),
    cost_center: cell.orNull(cell.text()),
    ...validity,
  },
  'memberships.csv': { email: cell.email(), team_id: cell.text(), weight: cell.share(), ...validity },
  'cost_centers.csv': { cost_center: cell.text(), name: cell.text(), owner_email: cell.orNull(cell.email()) },
  'budgets.csv': {
    budget_id: cell.text(),
    scope_kind: cell.oneOf(['team', 'tool', 'cost_center', 'company']),
    scope_id: cell.orNull(cell.text()),
    period: cell.month(),
    amount: cell.decimal(),
    currency: cell.currency(),
    owner_email: cell.orNull(cell.email()),
    valid_from: cell.day(),
  },
  'owners.csv': {
    owner_kind: cell.oneOf(OWNER_KINDS),
    provider: cell.wordOrAny(),
    external_id: cell.text(),
    team_id: cell.orNull(cell.text()),
    pool: cell.orNull(cell.text()),
    ...validity,
  },
  'shared_rules.csv': {
    pool: cell.text(),
    method: cell.oneOf(SHARED_METHODS),
    team_id: cell.orNull(cell.text()),
    weight: cell.orNull(cell.share()),
    valid_from: cell.day(),
    approved_by: cell.orNull(cell.text()),
  },
  'contracts.csv': {
    provider: cell.word(),
    billing_account: cell.or(cell.text(), '*'),
    model_pattern: cell.or(cell.text(), '*'),
    factor: cell.decimal(),
    currency: cell.currency(),
    ...validity,
  },
  'thresholds.csv': {
    threshold: cell.text(),
    value: cell.decimal(),
    unit: cell.orNull(cell.text()),
    valid_from: cell.day(),
  },
  'holidays.csv': { day: cell.day(), name: cell.orNull(cell.text()) },
  'link_overrides.csv': {
    session: cell.text(),
    outcome: cell.text(),
    weight: cell.or(cell.decimal(), '1'),
    who: cell.email(),
    why: cell.text(),
    when: cell.day(),
    repo: cell.orNull(cell.text()),
    branch: cell.orNull(cell.text()),
    day: cell.orNull(cell.day()),
  },
  'forecast_events.csv': forecastEventCells,
} as const;

/** Name of a config CSV. */
export type OrgFile = keyof typeof orgTables;

/** Valid lines of every config CSV; a file that is not there has none. */
export type OrgLines = { readonly [F in OrgFile]: readonly Line<(typeof orgTables)[F]>[] };

/** A valid line of one config CSV. */
export type OrgLine<F extends OrgFile> = OrgLines[F][number];
