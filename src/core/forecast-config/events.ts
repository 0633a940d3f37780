import { cell } from '../cells.ts';
import type { RowOf } from '../csv-table.ts';
import type { Change } from '../forecast/changes.ts';

/** Kinds of announced events; the others exist in scenarios only. */
export const EVENT_KINDS = [
  'price_factor',
  'new_model_price',
  'discount_change',
  'route_share',
  'headcount_add',
  'seat_change',
  'tool_start',
  'tool_stop',
  'one_off_cost',
] as const;

/** Columns of config/forecast_events.csv: what is known to change, from when, and since when it is known. */
export const forecastEventCells = {
  effective_date: cell.day(),
  kind: cell.oneOf(EVENT_KINDS),
  tool: cell.orNull(cell.text()),
  model: cell.orNull(cell.text()),
  team: cell.orNull(cell.text()),
  value: cell.decimal(),
  to_model: cell.orNull(cell.text()),
  token_factor: cell.orNull(cell.decimal()),
  ramp_days: cell.orNull(cell.decimal()),
  certainty: cell.or(cell.share(), 10_000n),
  source: cell.text(),
  announced_at: cell.day(),
} as const;

/** One valid line of the file as a change of the forecast. */
export function eventOf(row: RowOf<typeof forecastEventCells>): Change {
  return {
    kind: row.kind,
    effectiveDate: row.effective_date,
    tool: row.tool,
    model: row.model,
    team: row.team,
    value: Number(row.value),
    ...(row.to_model === null ? {} : { toModel: row.to_model }),
    ...(row.token_factor === null ? {} : { tokenFactor: Number(row.token_factor) }),
    ...(row.ramp_days === null ? {} : { rampDays: Number(row.ramp_days) }),
    certainty: Number(row.certainty) / 10_000,
    source: row.source,
    announcedAt: row.announced_at,
  };
}
