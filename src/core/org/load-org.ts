import type { Problem } from '../problem.ts';
import { loadBudgets, loadContracts, loadCostCenters } from './budgets.ts';
import { calendarRows, loadHolidays } from './calendar.ts';
import { loadIdentities, type Pseudonym, type SeenIdentity } from './identities.ts';
import { loadLinkOverrides } from './link-overrides.ts';
import { loadMemberships } from './memberships.ts';
import { loadOwners, loadSharedRules } from './owners.ts';
import { loadPeople } from './people.ts';
import { readOrgFiles } from './read-files.ts';
import { loadTeams } from './teams.ts';
import { loadThresholds } from './thresholds.ts';

/** What the CSVs alone do not say. */
export interface OrgSettings {
  readonly pseudonym: Pseudonym;
  /** 1 to 12. */
  readonly fiscalYearStartMonth: number;
  /** Currency of the company; accounts in other currencies are known by contracts.csv and `accountCurrencies`. */
  readonly currency: string;
  readonly accountCurrencies?: readonly string[];
  /** E-mail domains that are one and the same for identity (attribution I4). */
  readonly aliasDomains?: readonly string[];
  /** E-mails and logins that vendors have sent so far. */
  readonly seen?: readonly SeenIdentity[];
}

/** Rows per config contract, in a fixed order, and everything wrong with the files. */
export interface Org {
  readonly tables: ReadonlyMap<string, readonly Record<string, unknown>[]>;
  /** Any of these stops a run. Sorted by file and line. */
  readonly problems: readonly Problem[];
  /** Worth a look, but nothing is stopped: identity conflicts. */
  readonly warnings: readonly Problem[];
}

/**
 * The company's people, teams, money owners and limits from the CSVs of the config folder (`files`: name below config/ →
 * text) as rows of the config_* contracts. Collects every problem of every file; pure.
 */
export function loadOrg(files: ReadonlyMap<string, string>, settings: OrgSettings): Org {
  const { lines, problems } = readOrgFiles(files);
  const personKey = (email: string) => settings.pseudonym('email', email);
  const people = loadPeople(lines, personKey);
  const identities = loadIdentities(
    lines,
    people,
    settings.pseudonym,
    settings.aliasDomains ?? [],
    settings.seen ?? [],
  );
  const contracts = loadContracts(lines);
  const currencies = new Set([
    settings.currency,
    ...(settings.accountCurrencies ?? []),
    ...lines['contracts.csv'].map(({ row }) => row.currency),
  ]);
  const holidays = loadHolidays(lines);
  const loaded: Record<string, { rows: readonly Record<string, unknown>[]; problems: readonly Problem[] }> = {
    config_person: people,
    config_identity: identities,
    config_team: loadTeams(lines),
    config_membership: loadMemberships(lines, people, personKey),
    config_cost_center: loadCostCenters(lines, people, personKey),
    config_budget: loadBudgets(lines, people, personKey, currencies),
    config_owner: loadOwners(lines),
    config_shared_rule: loadSharedRules(lines),
    config_contract: contracts,
    config_calendar: { rows: calendarRows(settings.fiscalYearStartMonth, holidays.days), problems: holidays.problems },
    config_threshold: loadThresholds(lines),
    config_link_override: loadLinkOverrides(lines, personKey),
  };
  return {
    tables: new Map(Object.entries(loaded).map(([name, { rows }]) => [name, rows])),
    problems: inOrder([...problems, ...Object.values(loaded).flatMap((table) => table.problems)]),
    warnings: inOrder(identities.warnings),
  };
}

/** By file, line and text, exact repeats dropped. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
