import { endOf, firstDayOf, monthOf } from '../company/calendar.ts';
import type { Person } from '../company/people.ts';
import type { World } from '../world.ts';

/** Somebody's hold of a seat inside a month (half-open days); nobody's when `person` is null. */
export interface SeatHold {
  readonly seat: string;
  readonly person: Person | null;
  readonly from: string;
  readonly to: string;
}

interface Chain {
  readonly seat: string;
  readonly holds: { person: Person; from: string; to: string | null }[];
}

/**
 * Every seat ever given out, as known now: one per holder, except that a newcomer takes over the seat of somebody who
 * left earlier in the same month. A leaver's seat is kept until the end of the month.
 */
function chains(world: World, prefix: string, since: (person: Person) => string | null): Chain[] {
  const holders = world.known.people
    .map((person) => ({ person, from: since(person) }))
    .filter((h): h is { person: Person; from: string } => h.from !== null && h.from <= world.asOf)
    .sort((a, b) => (a.from === b.from ? (a.person.id < b.person.id ? -1 : 1) : a.from < b.from ? -1 : 1));
  const all: Chain[] = [];
  for (const { person, from } of holders) {
    const free = all.find(({ holds }) => {
      const left = holds.at(-1)!.person.activeTo;
      return (
        left !== null && left <= from && monthOf(left) === monthOf(from) && holds.at(-1)!.to === endOf(monthOf(left))
      );
    });
    const to = person.activeTo === null ? null : endOf(monthOf(person.activeTo));
    if (free === undefined) all.push({ seat: `${prefix}-${person.id.slice(1)}`, holds: [{ person, from, to }] });
    else {
      free.holds.at(-1)!.to = from;
      free.holds.push({ person, from, to });
    }
  }
  return all;
}

/** Holds of every seat paid for in a month; they cover each seat's month without gaps. Spare seats are nobody's. */
export function seatHolds(
  world: World,
  month: string,
  prefix: string,
  since: (person: Person) => string | null,
  spares: number,
): SeatHold[] {
  const [start, end] = [firstDayOf(month), endOf(month)];
  const paid = chains(world, prefix, since).filter(({ holds }) =>
    holds.some((h) => h.from < end && (h.to === null || h.to > start)),
  );
  const later = (a: string, b: string) => (a < b ? b : a);
  const held = paid.flatMap(({ seat, holds }) => {
    const inside: SeatHold[] = [];
    let covered = start;
    for (const h of holds) {
      const from = later(start, h.from);
      const to = h.to === null || h.to > end ? end : h.to;
      if (from >= to) continue;
      if (from > covered) inside.push({ seat, person: null, from: covered, to: from });
      inside.push({ seat, person: h.person, from, to });
      covered = to;
    }
    if (covered < end) inside.push({ seat, person: null, from: covered, to: end });
    return inside;
  });
  const spare = Array.from(
    { length: spares },
    (_, i): SeatHold => ({
      seat: `${prefix}-spare-${i + 1}`,
      person: null,
      from: start,
      to: end,
    }),
  );
  return [...held, ...spare];
}

/** Number of distinct seats among holds. */
export const seatCount = (holds: readonly SeatHold[]): number => new Set(holds.map((h) => h.seat)).size;
