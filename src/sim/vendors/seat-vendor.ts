import { daysOfMonth, FIRST_DAY, monthOf, monthsFrom } from '../company/calendar.ts';
import { type Money, money, printMoney, splitMoney } from '../company/money.ts';
import type { Person } from '../company/people.ts';
import type { World } from '../world.ts';
import { type SeatHold, seatCount, seatHolds } from './seats.ts';
import type { Charge, ConfigRow, SimVendor } from './vendor.ts';

/** A line of a seat vendor's invoice that names its seat line. */
export interface FollowingLine {
  readonly category: 'Credit' | 'Tax';
  readonly description: string;
  readonly amount: Money;
}

/** What makes one seat vendor different from another. */
export interface SeatPlan {
  readonly vendor: string;
  readonly provider: string;
  readonly account: string;
  readonly tool: string;
  readonly plan: string;
  /** Prefix of seat ids and invoice numbers. */
  readonly prefix: string;
  readonly since: (person: Person) => string | null;
  readonly spares: number;
  /** Price on the price list, as decimal string; what a seat really costs may be lower. */
  readonly listPrice: string;
  readonly billedPrice: string;
  /** Team that owns seat days nobody holds. */
  readonly defaultTeam: string;
  readonly following: (world: World, month: string, seatMoney: Money) => readonly FollowingLine[];
}

interface Bill {
  readonly invoice: string;
  readonly holds: readonly SeatHold[];
  readonly amount: Money;
  readonly following: readonly FollowingLine[];
}

function billOf(plan: SeatPlan, world: World, month: string): Bill {
  const holds = seatHolds(world, month, plan.prefix, plan.since, plan.spares);
  const amount = money(plan.billedPrice) * BigInt(seatCount(holds));
  return { invoice: `${plan.prefix}-${month}`, holds, amount, following: plan.following(world, month, amount) };
}

function charges(plan: SeatPlan, world: World, month: string): Charge[] {
  if (month > monthOf(world.asOf)) return [];
  const { invoice, holds, following } = billOf(plan, world, month);
  const days = daysOfMonth(month);
  const daily = splitMoney(
    money(plan.billedPrice),
    days.map(() => 1n),
  );
  const common = {
    period: month,
    provider: plan.provider,
    billingAccount: plan.account,
    tool: plan.tool,
    currency: 'USD',
  } as const;
  const seatDays = holds.flatMap((hold) =>
    days.flatMap((day, i): Charge[] => {
      if (day < hold.from || day >= hold.to) return [];
      const evidence = hold.person === null ? {} : { person: hold.person.id };
      return [{ ...common, line: `${invoice}/1`, day, kind: 'seat', amount: daily[i]!, evidence }];
    }),
  );
  const others = following.map(
    ({ category, amount }, i): Charge => ({
      ...common,
      line: `${invoice}/${i + 2}`,
      day: days[0]!,
      kind: category === 'Credit' ? 'credit' : 'tax',
      amount,
      evidence: {},
      follows: { line: `${invoice}/1` },
    }),
  );
  return [...seatDays, ...others];
}

function invoiceRows(plan: SeatPlan, world: World, month: string): ConfigRow[] {
  const { invoice, holds, amount, following } = billOf(plan, world, month);
  const common = {
    invoice_id: invoice,
    provider: plan.provider,
    billing_account: plan.account,
    tool: plan.tool,
    billing_month: month,
    currency: 'USD',
  };
  const seats = {
    ...common,
    line_id: '1',
    charge_category: 'Purchase',
    charge_kind: 'seat',
    description: `${plan.plan} seats`,
    quantity: String(seatCount(holds)),
    unit: 'seats',
    amount: printMoney(amount),
    applies_to: '',
  };
  const others = following.map((line, i) => ({
    ...common,
    line_id: String(i + 2),
    charge_category: line.category,
    charge_kind: line.category.toLowerCase(),
    description: line.description,
    quantity: '',
    unit: '',
    amount: printMoney(line.amount),
    applies_to: '1',
  }));
  return [seats, ...others];
}

const seatRows = (plan: SeatPlan, world: World, month: string): ConfigRow[] =>
  billOf(plan, world, month).holds.map((hold) => ({
    provider: plan.provider,
    billing_account: plan.account,
    tool: plan.tool,
    billing_month: month,
    seat_id: hold.seat,
    plan: plan.plan,
    holder_email: hold.person?.email ?? '',
    held_from: hold.from,
    held_to: hold.to,
    price: plan.listPrice,
    currency: 'USD',
  }));

/** A vendor that sells seats by the month, in advance, on invoices that finance enters. */
export function seatVendor(plan: SeatPlan): SimVendor {
  return {
    name: plan.vendor,
    accountDefaults: [{ account: plan.account, team: plan.defaultTeam }],
    charges: (world, period) => charges(plan, world, period),
    files: (world) => {
      const months = monthsFrom(monthOf(FIRST_DAY), monthOf(world.asOf));
      return {
        ledger: [{ provider: plan.provider, billing_account: '*', source: 'invoices', valid_from: '2026-01-01' }],
        owners: [
          {
            owner_kind: 'account',
            provider: plan.provider,
            external_id: plan.account,
            team_id: plan.defaultTeam,
            pool: '',
            valid_from: '2026-01-01',
            valid_to: '',
          },
        ],
        invoices: months.flatMap((month) => invoiceRows(plan, world, month)),
        seats: months.flatMap((month) => seatRows(plan, world, month)),
      };
    },
  };
}
