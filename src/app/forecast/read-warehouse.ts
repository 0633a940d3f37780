import { addDays } from '../../core/days.ts';
import type { PriceRow, TokenMix } from '../../core/forecast-config/price-events.ts';
import type { Cell } from '../../io/query-engine.ts';
import type { RunQuery } from '../summary.ts';

/** Tool, model or team of money that names none. */
export const NONE = 'unattributed';

/** Kinds of unit that are counted but are no tokens. */
const NOT_TOKENS = "('none', 'tool_calls', 'seconds', 'characters', 'image_count')";

/** Spend of usage on a day. Amounts are whole micros as text. */
export interface UsageDay {
  readonly currency: string;
  readonly tool: string;
  readonly model: string;
  readonly team: string;
  readonly day: string;
  readonly micros: string;
  /** Part of it with a known person. */
  readonly personMicros: string;
  readonly isEstimated: boolean;
}

/** A charge that is no usage, by team. */
export interface ChargeDay {
  readonly currency: string;
  readonly kind: string;
  readonly tool: string;
  readonly team: string;
  readonly period: string;
  readonly day: string;
  readonly micros: string;
}

/** A team as it stands now. */
export interface TeamRow {
  readonly team: string;
  readonly name: string;
  readonly parent: string | null;
  readonly costCenter: string | null;
  readonly headcount: number;
}

/** Everything the forecast reads from the published warehouse. */
export interface WarehouseFacts {
  readonly usage: readonly UsageDay[];
  readonly charges: readonly ChargeDay[];
  /** Seats (holdings) of a tool and month. */
  readonly seats: readonly { readonly tool: string; readonly period: string; readonly seats: number }[];
  readonly tokens: readonly {
    readonly tool: string;
    readonly model: string;
    readonly day: string;
    readonly tokens: number;
  }[];
  readonly users: readonly {
    readonly tool: string;
    readonly team: string;
    readonly day: string;
    readonly users: number;
  }[];
  readonly teams: readonly TeamRow[];
  readonly holidays: readonly string[];
  readonly mixes: readonly TokenMix[];
  readonly prices: readonly PriceRow[];
  /** Days after its end until a day counts as complete, and the smallest group that is shown. */
  readonly completeAfterDays: number;
  readonly smallestGroup: number;
}

const text = (cell: Cell | undefined): string => String(cell);
const number = (cell: Cell | undefined): number => Number(cell);
const textOrNull = (cell: Cell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell);

/** Reads the published marts up to `asOf`; sums only, no person leaves the warehouse. */
export async function readWarehouse(query: RunQuery, asOf: string): Promise<WarehouseFacts> {
  const limits = await thresholds(query, asOf);
  const before = `usage_day < date '${asOf}'`;
  const usage = await query(`
    select currency, coalesce(tool, '${NONE}') as tool, coalesce(model, '${NONE}') as model, coalesce(team_id, '${NONE}') as team,
      usage_day, sum(amount_micros) as micros, sum(case when person_key is not null then amount_micros else 0 end) as person_micros,
      bool_or(bill_state = 'estimated') as is_estimated
    from fct_ledger where charge_kind = 'usage' and ${before} group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`);
  const charges = await query(`
    select currency, charge_kind, coalesce(tool, '${NONE}') as tool, coalesce(team_id, '${NONE}') as team, period, usage_day, sum(amount_micros) as micros
    from fct_ledger where charge_kind <> 'usage' and ${before} group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`);
  const seats = await query(`
    select coalesce(tool, '${NONE}') as tool, period, count(distinct usage_id) as seats
    from fct_ledger where charge_kind = 'seat' and usage_id is not null group by 1, 2 order by 1, 2`);
  const tokens = await query(`
    select coalesce(tool, '${NONE}') as tool, coalesce(model, '${NONE}') as model, usage_day, cast(sum(tokens) as double) as tokens
    from fct_usage where role = 'counted' and token_kind not in ${NOT_TOKENS} and ${before} group by 1, 2, 3 order by 1, 2, 3`);
  const users = await query(`
    select coalesce(tool, '${NONE}') as tool, coalesce(team_id, '${NONE}') as team, usage_day, count(distinct person_key) as users
    from fct_ledger where charge_kind = 'usage' and person_key is not null and ${before} group by 1, 2, 3 order by 1, 2, 3`);
  const holidays = await query(
    `select calendar_day from dim_date where working_weight < 1 and iso_weekday <= 5 and calendar_day >= date '2025-01-01' and calendar_day <= date '${nextYear(asOf)}' order by 1`,
  );
  return {
    usage: usage.rows.map((r) => ({
      currency: text(r.currency),
      tool: text(r.tool),
      model: text(r.model),
      team: text(r.team),
      day: text(r.usage_day),
      micros: text(r.micros),
      personMicros: text(r.person_micros),
      isEstimated: r.is_estimated === true,
    })),
    charges: charges.rows.map((r) => ({
      currency: text(r.currency),
      kind: text(r.charge_kind),
      tool: text(r.tool),
      team: text(r.team),
      period: text(r.period),
      day: text(r.usage_day),
      micros: text(r.micros),
    })),
    seats: seats.rows.map((r) => ({ tool: text(r.tool), period: text(r.period), seats: number(r.seats) })),
    tokens: tokens.rows.map((r) => ({
      tool: text(r.tool),
      model: text(r.model),
      day: text(r.usage_day),
      tokens: number(r.tokens),
    })),
    users: users.rows.map((r) => ({
      tool: text(r.tool),
      team: text(r.team),
      day: text(r.usage_day),
      users: number(r.users),
    })),
    teams: await readTeams(query, asOf),
    holidays: holidays.rows.map((r) => text(r.calendar_day)),
    ...(await readPrices(query, asOf)),
    completeAfterDays: limits.get('source_complete_days') ?? 2,
    smallestGroup: limits.get('k_anonymity') ?? 5,
  };
}

/** The limits in force on a day, the company's own before the defaults. */
async function thresholds(query: RunQuery, asOf: string): Promise<Map<string, number>> {
  const { rows } = await query(`
    select threshold, value from (
      select threshold, value, row_number() over (partition by threshold order by valid_from desc, is_default) as place
      from dim_threshold where valid_from <= date '${asOf}'
    ) as versions where place = 1`);
  return new Map(rows.map((r) => [text(r.threshold), number(r.value)]));
}

async function readTeams(query: RunQuery, asOf: string): Promise<TeamRow[]> {
  const { rows } = await query(`
    select teams.team_id, teams.team_name, teams.parent_team_id, teams.cost_center, coalesce(people.headcount, 0) as headcount
    from dim_team as teams
    left join (
      select latest_team_id, count(*) as headcount from dim_person
      where not is_bot and coalesce(active_from, date '1970-01-01') <= date '${asOf}' and coalesce(active_to, date '9999-12-31') > date '${asOf}'
      group by latest_team_id
    ) as people on people.latest_team_id = teams.team_id
    where teams.is_latest order by 1`);
  return rows.map((r) => ({
    team: text(r.team_id),
    name: text(r.team_name),
    parent: textOrNull(r.parent_team_id),
    costCenter: textOrNull(r.cost_center),
    headcount: number(r.headcount),
  }));
}

/** List prices of the models used in the last four weeks, and what each was used for. */
async function readPrices(query: RunQuery, asOf: string): Promise<Pick<WarehouseFacts, 'mixes' | 'prices'>> {
  const recent = `role = 'counted' and tokens > 0 and usage_day >= date '${addDays(asOf, -28)}' and usage_day < date '${asOf}'`;
  const mixes = await query(`
    select tool, provider, model, token_kind, cast(sum(tokens) as double) as tokens
    from fct_usage where ${recent} and tool is not null and model is not null and token_kind not in ${NOT_TOKENS}
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  const prices = await query(`
    select provider, model, token_kind, cast(price_per_million as double) as price, valid_from, valid_to, known_from
    from dim_price
    where context_tier = 'short' and known_from <= date '${asOf}'
      and exists (select 1 from fct_usage where ${recent} and fct_usage.provider = dim_price.provider and fct_usage.model = dim_price.model)
    order by 1, 2, 3, 5, 7`);
  const grouped = new Map<string, { tool: string; provider: string; model: string; tokens: Map<string, number> }>();
  for (const r of mixes.rows) {
    const of = { tool: text(r.tool), provider: text(r.provider), model: text(r.model) };
    const key = JSON.stringify(of);
    const mix = grouped.get(key) ?? { ...of, tokens: new Map<string, number>() };
    mix.tokens.set(text(r.token_kind), number(r.tokens));
    grouped.set(key, mix);
  }
  return {
    mixes: [...grouped.values()],
    prices: prices.rows.map((r) => ({
      provider: text(r.provider),
      model: text(r.model),
      tokenKind: text(r.token_kind),
      price: r.price === null ? null : number(r.price),
      validFrom: text(r.valid_from),
      validTo: textOrNull(r.valid_to),
      knownFrom: text(r.known_from),
    })),
  };
}

function nextYear(day: string): string {
  return `${Number(day.slice(0, 4)) + 1}-12-31`;
}
