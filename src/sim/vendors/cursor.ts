import { roundToCents } from '../company/money.ts';
import { seatVendor } from './seat-vendor.ts';

/** Cursor team seats: ten per cent below list, with sales tax on its own line. */
export const cursor = seatVendor({
  vendor: 'cursor',
  provider: 'cursor',
  account: 'cursor-team-northwind',
  tool: 'cursor',
  plan: 'Cursor Teams',
  prefix: 'CUR',
  since: (person) => person.cursorFrom,
  spares: 1,
  listPrice: '40',
  billedPrice: '36',
  defaultTeam: 'developer-experience',
  following: (world, _month, seatMoney) =>
    world.company.odd.taxes
      ? [{ category: 'Tax', description: 'Sales tax 8.25 %', amount: roundToCents((seatMoney * 825n) / 10_000n) }]
      : [],
});
