import { generateDay } from '../company/activity.ts';
import { addDays } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import type { Fact } from '../company/facts.ts';
import type { Random } from '../company/random.ts';
import { randomFor } from '../company/random.ts';
import { isWorkingDay } from './clock.ts';
import { makeItems } from './items.ts';
import { makePlans, type Plan, WORK_FIRST_DAY } from './plans.ts';
import { makeSupportTickets } from './support.ts';
import type { SupportTicket, WorkItem } from './types.ts';

const PLAN_WORDS: Readonly<Record<Plan['kind'], readonly string[]>> = {
  feat: ['extend-flow', 'add-limits', 'new-export', 'faster-list', 'bulk-edit'],
  fix: ['wrong-total', 'retry-storm', 'lost-update', 'slow-query', 'null-rate'],
  chore: ['tidy-config', 'drop-flag', 'bump-deps', 'split-module', 'test-gaps'],
  revert: ['revert'],
};

/** Everything about the work that is fixed whatever the tokens: plans, tickets, numbers, branches. */
export class Register {
  readonly company: Company;
  readonly plans: readonly Plan[];
  readonly items: ReadonlyMap<string, WorkItem>;
  readonly tickets: ReadonlyMap<string, readonly SupportTicket[]>;
  readonly #numbers = new Map<string, number>();
  readonly #byId = new Map<string, Plan>();
  readonly #byPerson = new Map<string, Plan[]>();
  readonly #loose = new Map<string, WorkItem[]>();
  readonly #facts = new Map<string, readonly Fact[]>();

  constructor(company: Company) {
    this.company = company;
    this.plans = makePlans(company);
    this.items = makeItems(company, this.plans);
    this.tickets = makeSupportTickets(company);
    const last = new Map<string, number>();
    for (const plan of this.plans) {
      const number = (last.get(plan.repo.fullName) ?? 140) + 1;
      last.set(plan.repo.fullName, number);
      this.#numbers.set(plan.id, number);
      this.#byId.set(plan.id, plan);
      if (plan.person === null || plan.kind === 'revert') continue;
      this.#byPerson.set(plan.person, [...(this.#byPerson.get(plan.person) ?? []), plan]);
    }
    for (const [ref, item] of this.items) {
      if (ref.includes(' loose ')) this.#loose.set(item.team, [...(this.#loose.get(item.team) ?? []), item]);
    }
  }

  /** A plan by its id; throws when there is none. */
  plan(id: string): Plan {
    const found = this.#byId.get(id);
    if (found === undefined) throw new Error(`no plan ${id}`);
    return found;
  }

  numberOf(plan: Plan): number {
    return this.#numbers.get(plan.id)!;
  }

  pullRequestId(plan: Plan): string {
    return `${plan.repo.fullName}#${this.numberOf(plan)}`;
  }

  itemKeyOf(plan: Plan): string | null {
    return plan.ticket === null ? null : this.items.get(plan.ticket.of)!.key;
  }

  /** Branch people and sessions know; six in ten name their ticket. */
  branchOf(plan: Plan): string {
    const random = randomFor(this.company.seed, 'branch', plan.id);
    const number = this.numberOf(plan);
    if (plan.reverts !== null) return `revert-${this.numberOf(this.plan(plan.reverts.plan))}-change`;
    if (plan.person === null) return `refactor/automatic-${number}`;
    const words = `${random.pick(PLAN_WORDS[plan.kind])}-${number}`;
    const key = this.itemKeyOf(plan);
    if (key !== null && random.chance(0.6)) return `${plan.kind}/${key}-${words}`;
    return random.chance(0.15) ? `claude/${words}` : `${plan.kind}/${words}`;
  }

  /** Pull requests a person works on, on a day. */
  activePlans(person: string, day: string): Plan[] {
    return (this.#byPerson.get(person) ?? []).filter((p) => p.from <= day && day <= p.to);
  }

  /** A ticket without pull request that the team has in work on a day. */
  looseItem(team: string, day: string, random: Random): string | undefined {
    const open = (this.#loose.get(team) ?? []).filter(
      (i) => i.openedAt.slice(0, 10) < day && (i.resolvedAt === null || day <= i.resolvedAt.slice(0, 10)),
    );
    return open.length === 0 ? undefined : random.pick(open).key;
  }

  /** The working day before, as far as sessions are known. */
  dayBefore(day: string): string | null {
    let found = addDays(day, -1);
    while (!isWorkingDay(found)) found = addDays(found, -1);
    return found < WORK_FIRST_DAY ? null : found;
  }

  /** True when the person had sessions of the coding assistant on a day. */
  worked(person: string, day: string): boolean {
    return this.facts(day).some(
      (f) => f.person === person && f.product === 'claude_code' && f.code?.reported === true && !f.code.remote,
    );
  }

  /** Final facts of a day; kept. */
  facts(day: string): readonly Fact[] {
    const found = this.#facts.get(day) ?? generateDay(this.company, day);
    this.#facts.set(day, found);
    return found;
  }
}
