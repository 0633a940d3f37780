import { dayNumber } from '../days.ts';
import { decimalToUnits, parseDecimal } from '../money/decimal.ts';
import { type Change, inScope } from './changes.ts';
import { periodAfter } from './grid.ts';
import { toMicros } from './micros.ts';
import type { SeatLine } from './plan-input.ts';

/** Tool or team of a charge that names none. */
export const UNATTRIBUTED = 'unattributed';

/** One dated charge that is not usage. */
export interface Charge {
  tool: string;
  team: string;
  /** Day number. */
  day: number;
  micros: bigint;
  chargeClass: 'seat' | 'one_off';
  /** Seats billed; 0 for one-offs. */
  seats: number;
}

/** Micro-dollars of a decimal text, half away from zero. */
export function decimalMicros(text: string): bigint {
  return decimalToUnits(parseDecimal(text), 6);
}

/**
 * Seat charges on the billing days from `from` to `to` (day numbers, half-open): seats x price of the lines, with
 * announced additions and returns. A stopped tool is billed until its contract renews.
 */
export function seatCharges(
  lines: readonly SeatLine[],
  changes: readonly Change[],
  from: number,
  to: number,
  dayText: (day: number) => string,
): Charge[] {
  const out: Charge[] = [];
  for (const line of lines) {
    const price = decimalMicros(line.price);
    for (const day of billingDays(line, from, to, dayText)) {
      const seats = seatsOn(line, lines, changes, day);
      if (seats === 0) continue;
      const whole = Number.isInteger(seats);
      const micros = whole ? BigInt(seats) * price : toMicros((seats * Number(price)) / 1e6);
      const counted = line.isFee === true ? 0 : seats;
      out.push({ tool: line.tool, team: line.team, day, micros, chargeClass: 'seat', seats: counted });
    }
  }
  return out;
}

function billingDays(line: SeatLine, from: number, to: number, dayText: (day: number) => string): number[] {
  const anchor = `2000-01-${String(line.billingDay).padStart(2, '0')}`;
  const first = dayText(from);
  const months = (Number(first.slice(0, 4)) - 2000) * 12 + Number(first.slice(5, 7)) - 1;
  const days: number[] = [];
  for (let k = months; ; k++) {
    const day = dayNumber(periodAfter(anchor, 'monthly', k));
    if (day >= to) return days;
    if (day >= from) days.push(day);
  }
}

/** Seats of a line on a day; a change that covers several lines is shared by their seats. */
function seatsOn(line: SeatLine, lines: readonly SeatLine[], changes: readonly Change[], day: number): number {
  let seats = line.seats;
  for (const change of changes) {
    if (!inScope(change, line)) continue;
    const effective = dayNumber(change.effectiveDate);
    if (change.kind === 'seat_change' && day >= effective) {
      const covered = lines.filter((l) => inScope(change, l));
      const all = covered.reduce((sum, l) => sum + l.seats, 0);
      seats += change.certainty * change.value * (all > 0 ? line.seats / all : 1 / covered.length);
    }
    const renews = line.renewsOn === null ? effective : dayNumber(line.renewsOn);
    if (change.kind === 'tool_stop' && day >= Math.max(effective, renews)) seats *= 1 - change.certainty;
  }
  return Math.max(0, seats);
}

/** Announced single costs from `from` to `to` (day numbers, half-open), weighted by their certainty. */
export function oneOffCharges(changes: readonly Change[], from: number, to: number): Charge[] {
  return changes
    .filter((c) => c.kind === 'one_off_cost')
    .map((c) => ({
      tool: c.tool ?? UNATTRIBUTED,
      team: c.team ?? UNATTRIBUTED,
      day: dayNumber(c.effectiveDate),
      micros: toMicros(c.certainty * c.value),
      chargeClass: 'one_off' as const,
      seats: 0,
    }))
    .filter((c) => c.day >= from && c.day < to);
}
