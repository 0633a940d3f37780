import { microsText, splitMicros } from '../../core/forecast/micros.ts';
import type { OtherActual, SeatLine } from '../../core/forecast/plan-input.ts';
import { monthsBack } from '../../core/months.ts';
import type { ChargeDay, WarehouseFacts } from './read-warehouse.ts';

/** Charges that come by the calendar when they came in each of the last months; credits and refunds never do. */
const RECURRING_KINDS = new Set(['fee', 'tax', 'purchase']);

/** Months in a row after which a fee or tax counts as recurring. */
const RECURRING_MONTHS = 3;

/** Money that is no usage: what was billed, and what the calendar will bill. */
export interface CalendarCharges {
  readonly actuals: OtherActual[];
  readonly lines: SeatLine[];
}

/**
 * Reads the other charges of one currency. Seats of the newest billed month go on at their number and price; fees and
 * taxes billed in each of the last three whole months go on at the mean of those months; credits, refunds and single
 * charges do not go on.
 */
export function calendarCharges(facts: WarehouseFacts, currency: string, lastDay: string): CalendarCharges {
  const charges = facts.charges.filter((c) => c.currency === currency && c.day <= lastDay);
  const months = monthsBack(lastDay.slice(0, 7), RECURRING_MONTHS);
  const recurring = recurringLines(charges, months);
  const goesOn = new Set(recurring.map((l) => JSON.stringify([l.kind, l.tool, l.team])));
  const actuals = charges.map((c): OtherActual => {
    const calendar = c.kind === 'seat' || goesOn.has(JSON.stringify([c.kind, c.tool, c.team]));
    return {
      tool: c.tool,
      team: c.team,
      day: c.day,
      chargeClass: calendar ? 'seat' : 'one_off',
      usd: microsText(BigInt(c.micros)),
    };
  });
  return { actuals, lines: [...seatLines(facts, charges, months), ...recurring.map((l) => l.line)] };
}

/** Seats of each tool and team in the tool's newest billed month, if that is recent. */
function seatLines(facts: WarehouseFacts, charges: readonly ChargeDay[], recent: readonly string[]): SeatLine[] {
  const seatCharges = charges.filter((c) => c.kind === 'seat');
  return [...new Set(seatCharges.map((c) => c.tool))].flatMap((tool) => {
    const own = seatCharges.filter((c) => c.tool === tool);
    const newest = own.reduce((max, c) => (c.period > max ? c.period : max), '');
    if (newest < recent[0]!) return [];
    const billed = own.filter((c) => c.period === newest);
    const total = billed.reduce((sum, c) => sum + BigInt(c.micros), 0n);
    const count = facts.seats.find((s) => s.tool === tool && s.period === newest)?.seats ?? 0;
    const byTeam = sumBy(billed, (c) => c.team);
    const price = count > 0 ? total / BigInt(count) : 0n;
    return [...byTeam]
      .filter(([, micros]) => micros > 0n)
      .map(([team, micros]): SeatLine => {
        const counted = price > 0n;
        return {
          tool,
          team,
          seats: counted ? Number(micros) / Number(price) : 1,
          price: microsText(counted ? price : micros),
          billingDay: Number(billed[0]!.day.slice(8, 10)),
          renewsOn: null,
          ...(counted ? {} : { isFee: true }),
        };
      });
  });
}

/** Fees and taxes of a tool billed in each of the months: the mean of the months, over teams as those months were. */
function recurringLines(
  charges: readonly ChargeDay[],
  months: readonly string[],
): { kind: string; tool: string; team: string; line: SeatLine }[] {
  const groups = new Map<string, ChargeDay[]>();
  for (const c of charges) {
    if (!RECURRING_KINDS.has(c.kind) || !months.includes(c.period)) continue;
    const id = JSON.stringify([c.kind, c.tool]);
    groups.set(id, [...(groups.get(id) ?? []), c]);
  }
  return [...groups.values()]
    .filter((group) => months.every((m) => group.some((c) => c.period === m)))
    .flatMap((group) => {
      const { kind, tool, day } = group.at(-1)!;
      const total = group.reduce((sum, c) => sum + BigInt(c.micros), 0n);
      if (total <= 0n) return [];
      const teams = [...sumBy(group, (c) => c.team)].sort(([a], [b]) => (a < b ? -1 : 1));
      const count = BigInt(months.length);
      const parts = splitMicros(
        (total + count / 2n) / count,
        teams.map(([, micros]) => Number(micros)),
      );
      return teams.map(([team], i) => ({
        kind,
        tool,
        team,
        line: {
          tool,
          team,
          seats: 1,
          price: microsText(parts[i]!),
          billingDay: Number(day.slice(8, 10)),
          renewsOn: null,
          isFee: true,
        },
      }));
    });
}

function sumBy(charges: readonly ChargeDay[], of: (c: ChargeDay) => string): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const c of charges) sums.set(of(c), (sums.get(of(c)) ?? 0n) + BigInt(c.micros));
  return sums;
}
