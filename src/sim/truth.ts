import { DEMO_AS_OF, monthsFrom } from './company/calendar.ts';
import type { Company } from './company/company.ts';
import { type Money, printMoney, splitMoney, total } from './company/money.ts';
import { TEAMS } from './company/org.ts';
import { simVendors } from './vendors/index.ts';
import type { Charge } from './vendors/vendor.ts';
import { type World, worldAt } from './world.ts';

/** True spend of an owner in a month. Amounts are decimal strings of at most 12 decimals; they sum to what was billed. */
export interface TruthRow {
  readonly period: string;
  readonly owner_class: 'attributed' | 'shared' | 'unattributed';
  /** Owning team; for shared money the receiving team, or `shared pool` when nobody receives; else `unattributed`. */
  readonly team_id: string;
  readonly provider: string;
  readonly tool: string;
  readonly kind: Charge['kind'];
  readonly currency: string;
  readonly amount: string;
}

/** Money of one charge with one owner. A pool is an owner until its money is allocated. */
interface Atom {
  readonly owner: { readonly class: TruthRow['owner_class']; readonly id: string };
  readonly charge: Charge;
  readonly amount: Money;
}

const UNATTRIBUTED = { class: 'unattributed', id: 'unattributed' } as const;
const team = (id: string) => ({ class: 'attributed', id }) as const;

/** True for a team that exists on the day; a tag may name anything. */
const isTeam = (id: string, day: string): boolean =>
  TEAMS.some((t) => t.id === id && t.spells.some((s) => s.from <= day && (s.to === null || day < s.to)));

/** The owner ladder: tag, key, person's teams on the day, account default, nobody. */
function owners(world: World, charge: Charge): { owner: Atom['owner']; weight: bigint }[] {
  const { evidence, day } = charge;
  const whole = (owner: Atom['owner']) => [{ owner, weight: 1n }];
  if (evidence.tag !== undefined && isTeam(evidence.tag, day)) return whole(team(evidence.tag));
  if (evidence.team !== undefined) return whole(team(evidence.team));
  if (evidence.pool !== undefined) return whole({ class: 'shared', id: evidence.pool });
  const memberships = world.people
    .get(evidence.person ?? '')
    ?.memberships.filter((m) => m.from <= day && (m.to === null || day < m.to));
  if (memberships !== undefined && memberships.length > 0) {
    return memberships.map((m) => ({ owner: team(m.team), weight: BigInt(m.weightBp) }));
  }
  const account = [evidence.subAccount, charge.billingAccount];
  const fallback = simVendors.flatMap((v) => v.accountDefaults ?? []).find((d) => account.includes(d.account));
  return whole(fallback === undefined ? UNATTRIBUTED : team(fallback.team));
}

function atomsOf(world: World, charge: Charge): Atom[] {
  const found = owners(world, charge);
  const parts = splitMoney(
    charge.amount,
    found.map((o) => o.weight),
  );
  return found.map(({ owner }, i) => ({ owner, charge, amount: parts[i]! }));
}

/** A credit or tax goes where the money it names went; naming nothing, where the account's usage and seats went. */
function followers(charge: Charge, direct: readonly Atom[]): Atom[] {
  const base = direct.filter((atom) => {
    if (atom.amount <= 0n) return false;
    if (charge.follows !== 'account') return atom.charge.line === charge.follows?.line;
    const usage = atom.charge.kind === 'usage' || atom.charge.kind === 'seat';
    return usage && atom.charge.provider === charge.provider && atom.charge.billingAccount === charge.billingAccount;
  });
  const weights = new Map<string, { owner: Atom['owner']; weight: bigint }>();
  for (const { owner, amount } of base) {
    const id = `${owner.class}|${owner.id}`;
    weights.set(id, { owner, weight: (weights.get(id)?.weight ?? 0n) + amount });
  }
  const receivers = [...weights.values()];
  if (receivers.length === 0)
    return [{ owner: { class: 'shared', id: 'vendor_residual' }, charge, amount: charge.amount }];
  const parts = splitMoney(
    charge.amount,
    receivers.map((r) => r.weight),
  );
  return receivers.map(({ owner }, i) => ({ owner, charge, amount: parts[i]! }));
}

/** Shared money goes to the teams in proportion to what is theirs directly; without any, it stays in the pool. */
function allocated(atoms: readonly Atom[]): Atom[] {
  const teams = new Map<string, Money>();
  for (const { owner, amount } of atoms) {
    if (owner.class === 'attributed') teams.set(owner.id, (teams.get(owner.id) ?? 0n) + amount);
  }
  const receivers = [...teams].filter(([, amount]) => amount > 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return atoms.flatMap((atom) => {
    if (atom.owner.class !== 'shared') return [atom];
    if (receivers.length === 0) return [{ ...atom, owner: { class: 'shared', id: 'shared pool' } }];
    const parts = splitMoney(
      atom.amount,
      receivers.map(([, weight]) => weight),
    );
    return receivers.map(([id], i): Atom => ({ ...atom, owner: { class: 'shared', id }, amount: parts[i]! }));
  });
}

/** Money of one kind in the shared pools, summed before it is allocated. */
function pooled(atoms: readonly Atom[]): Atom[] {
  const pools = new Map<string, Atom>();
  const rest = atoms.filter((atom) => {
    if (atom.owner.class !== 'shared') return true;
    const id = [atom.owner.id, atom.charge.provider, atom.charge.tool, atom.charge.kind].join('|');
    const earlier = pools.get(id);
    pools.set(id, earlier === undefined ? atom : { ...earlier, amount: earlier.amount + atom.amount });
    return false;
  });
  return [...rest, ...pools.values()];
}

/** Everything billed for a month by the vendors whose money counts. */
export const billedCharges = (world: World, period: string): Charge[] =>
  simVendors.flatMap((vendor) => vendor.charges(world, period));

function monthTruth(world: World, period: string): TruthRow[] {
  const charges = billedCharges(world, period);
  const direct = charges.filter((c) => c.follows === undefined).flatMap((c) => atomsOf(world, c));
  const following = charges.filter((c) => c.follows !== undefined).flatMap((c) => followers(c, direct));
  const rows = new Map<string, { first: Atom; amount: Money }>();
  for (const atom of allocated(pooled([...direct, ...following]))) {
    const { provider, tool, kind } = atom.charge;
    const id = [atom.owner.class, atom.owner.id, provider, tool, kind].join('|');
    rows.set(id, { first: atom, amount: (rows.get(id)?.amount ?? 0n) + atom.amount });
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { first, amount }]) => ({
      period,
      owner_class: first.owner.class,
      team_id: first.owner.id,
      provider: first.charge.provider,
      tool: first.charge.tool,
      kind: first.charge.kind,
      currency: first.charge.currency,
      amount: printMoney(amount),
    }));
}

/**
 * Who the company's AI money really belongs to, by month: computed from who did what, not from what the vendors say.
 * Months are both included. `asOf` is the moment of the reading (default: the demo's); a month of the past, read much
 * later, gives the final figures.
 */
export function companyTruth(
  company: Company,
  range: { readonly from: string; readonly to: string },
  asOf: string = DEMO_AS_OF,
): TruthRow[] {
  const world = worldAt(company, asOf);
  return monthsFrom(range.from, range.to).flatMap((period) => monthTruth(world, period));
}

/** What was billed in a month by (provider, billing account), as decimal strings. */
export function billedTotals(company: Company, period: string, asOf: string = DEMO_AS_OF): Record<string, string> {
  const charges = billedCharges(worldAt(company, asOf), period);
  const keys = [...new Set(charges.map((c) => `${c.provider}|${c.billingAccount}`))].sort();
  return Object.fromEntries(
    keys.map((key) => [
      key,
      printMoney(total(charges.filter((c) => `${c.provider}|${c.billingAccount}` === key).map((c) => c.amount))),
    ]),
  );
}
