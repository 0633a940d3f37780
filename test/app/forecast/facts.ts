import type { WarehouseFacts } from '../../../src/app/forecast/read-warehouse.ts';

/** An empty warehouse with the given parts. */
export const factsWith = (parts: Partial<WarehouseFacts>): WarehouseFacts => ({
  usage: [],
  charges: [],
  seats: [],
  tokens: [],
  users: [],
  teams: [],
  holidays: [],
  mixes: [],
  prices: [],
  completeAfterDays: 2,
  smallestGroup: 5,
  ...parts,
});

/** Usage spend of a day in micros. */
export const used = (
  tool: string,
  team: string,
  day: string,
  micros: number,
  more: { model?: string; person?: number } = {},
) => ({
  currency: 'USD',
  tool,
  model: more.model ?? 'm',
  team,
  day,
  micros: String(micros),
  personMicros: String(more.person ?? 0),
  isEstimated: false,
});
