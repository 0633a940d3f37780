import type { Company } from './company.ts';
import type { Membership, Person } from './people.ts';
import type { Workload } from './workloads/workload.ts';

/** An end that lies after the day is not known yet. */
const knownEnd = (to: string | null, asOf: string): string | null => (to !== null && to > asOf ? null : to);

function knownPerson(person: Person, asOf: string): Person {
  const memberships = person.memberships
    .filter((m) => m.from <= asOf)
    .map((m): Membership => ({ ...m, to: knownEnd(m.to, asOf) }));
  return { ...person, activeTo: knownEnd(person.activeTo, asOf), memberships };
}

function knownWorkload(workload: Workload, asOf: string): Workload {
  const owners = workload.owners.filter((o) => o.from <= asOf).map((o) => ({ ...o, to: knownEnd(o.to, asOf) }));
  return { ...workload, owners };
}

/** The company as its own records describe it on a day: no future hires, moves, leavers or handovers. */
export const knownOn = (company: Company, asOf: string): Company => ({
  ...company,
  people: company.people.filter((p) => p.activeFrom <= asOf).map((p) => knownPerson(p, asOf)),
  workloads: company.workloads.map((w) => knownWorkload(w, asOf)),
});
