import { observeDay } from './company/activity.ts';
import { daysBetween, FIRST_DAY, LAST_DAY } from './company/calendar.ts';
import type { Company } from './company/company.ts';
import type { Fact } from './company/facts.ts';
import { knownOn } from './company/known.ts';

/** The company at one moment: what vendors know of its days, what its own records say. */
export interface World {
  readonly company: Company;
  /** The company as its own records describe it at `asOf`. */
  readonly known: Company;
  /** Logical day, `YYYY-MM-DD`: the moment is its first instant. */
  readonly asOf: string;
  /** True for days of the company's life that are over: the only days vendors know anything of. */
  readonly isPast: (day: string) => boolean;
  /** Facts of a day as the vendors know them now; kept, so that repeated questions cost nothing. */
  readonly facts: (day: string) => readonly Fact[];
}

/** Days after which nothing about a day changes any more. */
const SETTLED_AFTER = 5;

/** The world at a day. Days that were settled in an earlier world are taken over from it. */
export function worldAt(company: Company, asOf: string, settled: Map<string, readonly Fact[]> = new Map()): World {
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
  return { company, known: knownOn(company, asOf), asOf, isPast, facts };
}
