import { roundToCents } from '../company/money.ts';
import { WORK_FIRST_DAY } from '../work/index.ts';
import { cursorHttp } from './cursor/answers.ts';
import { seatVendor } from './seat-vendor.ts';
import type { SimVendor } from './vendor.ts';

const seats = seatVendor({
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

/** Cursor: team seats ten per cent below list, with sales tax on its own line, and the lines by AI of its people's commits. */
export const cursor: SimVendor = {
  ...seats,
  files: (world, baseUrl) => ({
    ...seats.files(world, baseUrl),
    connections: [
      {
        id: 'cursor-main',
        source: 'cursor',
        base_url: `${baseUrl}/cursor`,
        secret: 'CURSOR_API_KEY',
        start: WORK_FIRST_DAY,
      },
    ],
  }),
  http: cursorHttp,
};
