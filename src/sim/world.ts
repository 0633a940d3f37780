import { observeDay } from './company/activity.ts';
import { daysBetween, FIRST_DAY, LAST_DAY } from './company/calendar.ts';
import type { Company } from './company/company.ts';
import type { Fact } from './company/facts.ts';
import { knownOn } from './company/known.ts';
import type { Person } from './company/people.ts';
import type { Workload } from './company/workloads/workload.ts';

/** The company at one moment: what vendors know of its days, what its own records say. */
export interface World {
  readonly company: Company;
  /** The company as its own records describe it at `asOf`. */
  readonly known: Company;
  /** People and workloads of `known` by id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly workloads: ReadonlyMap<string, Workload>;
  /** Logical day, `YYYY-MM-DD`: the moment is its first instant. */
  readonly asOf: string;
  /** True for days of the company's life that are over: the only days vendors know anything of. */
  readonly isPast: (day: string) => boolean;
  /** Facts of a day as the vendors know them now; kept, so that repeated questions cost nothing. */
  readonly facts: (day: string) => readonly Fact[];
}

/** Days after which nothing about a day changes any more. */
const SETTLED_AFTER = 5;

/** Settled days by company: they are the same in every world, so they are made once. */
const settledDays = new WeakMap<Company, Map<string, readonly Fact[]>>();

/** The world at a day. */
export function worldAt(company: Company, asOf: string): World {
  const settled = settledDays.get(company) ?? new Map<string, readonly Fact[]>();
  settledDays.set(company, settled);
  const fresh = new Map<string, readonly Fact[]>();
  const isPast = (day: string) => FIRST_DAY <= day && day <= LAST_DAY && day < asOf;
  const facts = (day: string): readonly Fact[] => {
    if (!isPast(day)) return [];
    const cache = daysBetween(day, asOf) > SETTLED_AFTER ? settled : fresh;
    const found = cache.get(day);
    if (found !== undefined) return found;
    const made = observeDay(company, day, asOf);
    cache.set(day, made);
    return made;
  };
  const known = knownOn(company, asOf);
  const people = new Map(known.people.map((p) => [p.id, p]));
  const workloads = new Map(known.workloads.map((w) => [w.id, w]));
  return { company, known, people, workloads, asOf, isPast, facts };
}
