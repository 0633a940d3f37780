import { describe, expect, it } from 'vitest';
import { calendarCharges } from '../../../src/app/forecast/calendar-charges.ts';
import { factsWith } from './facts.ts';

const charge = (kind: string, tool: string, team: string, period: string, micros: number) => ({
  currency: 'USD',
  kind,
  tool,
  team,
  period,
  day: `${period}-01`,
  micros: String(micros),
});

const LAST = '2026-10-18';

describe('charges by the calendar', () => {
  it('carry the seats of the newest month on, at their number and price', () => {
    const facts = factsWith({
      charges: [
        charge('seat', 'cursor', 'x', '2026-09', 40_000_000),
        charge('seat', 'cursor', 'x', '2026-10', 60_000_000),
        charge('seat', 'cursor', 'y', '2026-10', 30_000_000),
      ],
      seats: [{ tool: 'cursor', period: '2026-10', seats: 3 }],
    });
    const { lines, actuals } = calendarCharges(facts, 'USD', LAST);
    expect(lines).toEqual([
      { tool: 'cursor', team: 'x', seats: 2, price: '30.000000', billingDay: 1, renewsOn: null },
      { tool: 'cursor', team: 'y', seats: 1, price: '30.000000', billingDay: 1, renewsOn: null },
    ]);
    expect(actuals.map((a) => a.chargeClass)).toEqual(['seat', 'seat', 'seat']);
  });

  it('do not carry on a tool that was last billed four months ago', () => {
    const facts = factsWith({ charges: [charge('seat', 'old', 'x', '2026-06', 1)], seats: [] });
    expect(calendarCharges(facts, 'USD', LAST).lines).toEqual([]);
  });

  it('carry a fee billed in each of the last three months on at its mean, over teams, to the micro', () => {
    const months = ['2026-07', '2026-08', '2026-09'];
    const facts = factsWith({
      charges: months.flatMap((m) => [
        charge('fee', 'gateway', 'x', m, 700_000_000),
        charge('fee', 'gateway', 'y', m, 500_000_001),
      ]),
    });
    const { lines } = calendarCharges(facts, 'USD', LAST);
    expect(lines.map((l) => [l.team, l.price, l.isFee])).toEqual([
      ['x', '700.000000', true],
      ['y', '500.000001', true],
    ]);
  });

  it('do not carry on credits, and fees with a month missing', () => {
    const facts = factsWith({
      charges: [
        ...['2026-07', '2026-08', '2026-09'].map((m) => charge('credit', 'a', 'x', m, -5)),
        ...['2026-07', '2026-09'].map((m) => charge('fee', 'b', 'x', m, 5)),
      ],
    });
    const { lines, actuals } = calendarCharges(facts, 'USD', LAST);
    expect(lines).toEqual([]);
    expect(actuals.every((a) => a.chargeClass === 'one_off')).toBe(true);
  });
});
