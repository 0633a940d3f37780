import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readTable } from '../../core/csv-table.ts';
import type { Audience } from '../../core/email/facts.ts';
import { orgTables } from '../../core/org/tables.ts';
import { describeProblem } from '../../core/problem.ts';
import { RunError, UsageError } from '../errors.ts';
import type { LandedBudget } from '../forecast/read-budgets.ts';

/** One reader of the monthly mail. */
export interface Reader {
  /** `company`, or `owner-` and the start of the pseudonym: names claims and files, tells nobody's name. */
  readonly id: string;
  readonly audience: Audience;
  /** Addresses at this moment; empty when nobody can be reached. Never stored in the lake. */
  readonly to: readonly string[];
  /** Budgets the reader answers for; empty for the company. */
  readonly budgetIds: readonly string[];
}

/** Digits of a pseudonym in the name of an audience: enough that two owners never share one. */
const ID_DIGITS = 16;

/**
 * The company and every budget owner, in a fixed order. Owners are pseudonyms in the lake; their addresses come from
 * config/people.csv now. Somebody who has left gets no mail.
 */
export async function readersOf(
  root: string,
  options: {
    readonly company: readonly string[];
    readonly budgets: readonly LandedBudget[];
    readonly period: string;
    readonly personKey: string;
    readonly asOf: string;
  },
): Promise<Reader[]> {
  const addresses = await addressBook(root, options.personKey, options.asOf);
  const owned = new Map<string, Set<string>>();
  for (const { owner, budgetId, period } of options.budgets) {
    if (owner === null || period < options.period) continue;
    owned.set(owner, (owned.get(owner) ?? new Set()).add(budgetId));
  }
  const owners = [...owned]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([personKey, budgetIds]): Reader => {
      const address = addresses.get(personKey);
      return {
        id: `owner-${personKey.slice(0, ID_DIGITS)}`,
        audience: { kind: 'owner', personKey },
        to: address === undefined ? [] : [address],
        budgetIds: [...budgetIds].sort(),
      };
    });
  return [{ id: 'company', audience: { kind: 'company' }, to: options.company, budgetIds: [] }, ...owners];
}

/** The readers that `--audience` names: `company`, an address of an owner, an audience id, or a budget id. */
export function chosenReaders(readers: readonly Reader[], wanted: string | undefined): readonly Reader[] {
  if (wanted === undefined) return readers;
  const found = readers.filter(
    (r) =>
      r.id === wanted ||
      r.budgetIds.includes(wanted) ||
      (r.audience.kind === 'owner' && r.to.includes(wanted.trim().toLowerCase())),
  );
  if (found.length > 0) return found;
  const budgets = readers.flatMap((r) => r.budgetIds).slice(0, 5);
  throw new UsageError(
    `no audience is named ${wanted}: write company, the address of a budget owner, or a budget id${budgets.length > 0 ? ` (${budgets.join(', ')}, …)` : ''}`,
  );
}

/** Pseudonym to address of everybody who is at the company on the day. */
async function addressBook(root: string, key: string, asOf: string): Promise<Map<string, string>> {
  const file = 'people.csv';
  const text = await readFile(path.join(root, 'config', file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return new Map();
  const { lines, problems } = readTable(`config/${file}`, text, orgTables[file]);
  if (problems.length > 0) throw new RunError(problems.map(describeProblem).join('\n'));
  return new Map(
    lines
      .filter(({ row }) => !row.is_bot && (row.active_to === null || row.active_to > asOf))
      .map(({ row }) => [createHmac('sha256', key).update(row.email).digest('hex'), row.email]),
  );
}
