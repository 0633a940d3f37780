import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readTable } from '../../core/csv-table.ts';
import { addDays, dayNumber } from '../../core/days.ts';
import type { Change, ReplicateProfile } from '../../core/forecast/changes.ts';
import type { Scenario } from '../../core/forecast/plan-input.ts';
import { eventOf, forecastEventCells } from '../../core/forecast-config/events.ts';
import {
  type CopySource,
  parseScenarios,
  SCENARIO_FILE,
  type ScenarioPlan,
} from '../../core/forecast-config/scenarios.ts';
import { describeProblem } from '../../core/problem.ts';
import { RunError, UsageError } from '../errors.ts';
import type { RunQuery } from '../summary.ts';

const EVENT_FILE = 'config/forecast_events.csv';

/** Days of use that are copied by `replicate`. */
const COPIED_DAYS = 28;

async function textOf(root: string, file: string): Promise<string | null> {
  return readFile(path.join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Announced events of config/forecast_events.csv; none without the file. Throws RunError with file and line. */
export async function readEvents(root: string): Promise<Change[]> {
  const text = await textOf(root, EVENT_FILE);
  if (text === null) return [];
  const { lines, problems } = readTable(EVENT_FILE, text, forecastEventCells);
  if (problems.length > 0) throw new RunError(problems.map(describeProblem).join('\n'));
  return lines.map(({ row }) => eventOf(row));
}

/**
 * Scenarios of forecasts/scenarios.yaml; with `wanted` only those. Throws RunError on a broken file and UsageError on an id
 * that the file does not have.
 */
export async function readScenarios(root: string, wanted?: readonly string[]): Promise<ScenarioPlan[]> {
  const text = await textOf(root, SCENARIO_FILE);
  const { scenarios, problems } = text === null ? { scenarios: [], problems: [] } : parseScenarios(text);
  if (problems.length > 0) throw new RunError(problems.map(describeProblem).join('\n'));
  if (wanted === undefined) return scenarios;
  const known = scenarios.map((s) => s.id);
  for (const id of wanted) {
    if (known.includes(id)) continue;
    const there = known.length === 0 ? `there is no scenario in ${SCENARIO_FILE}` : `known are ${known.join(', ')}`;
    throw new UsageError(`no scenario is named ${id}; ${there}`);
  }
  return scenarios.filter((s) => wanted.includes(s.id));
}

/** Reads what is copied. `pseudonym` turns an e-mail into the person key; nothing of a person is kept but token counts. */
export async function withProfiles(
  scenarios: readonly ScenarioPlan[],
  query: RunQuery,
  lastDay: string,
  pseudonym: (email: string) => string,
): Promise<Scenario[]> {
  const filled: Scenario[] = [];
  for (const scenario of scenarios) {
    const changes: Change[] = [];
    for (const { copy, ...change } of scenario.changes) {
      if (copy === undefined) changes.push(change);
      else changes.push({ ...change, profile: await profileOf(query, copy, lastDay, pseudonym) });
    }
    filled.push({ id: scenario.id, changes });
  }
  return filled;
}

/** Mean tokens by tool, model and weekday over the last four weeks: a team's by its share of the day's money, a person's own. */
async function profileOf(
  query: RunQuery,
  copy: CopySource,
  lastDay: string,
  pseudonym: (email: string) => string,
): Promise<ReplicateProfile> {
  const who =
    'team' in copy ? `team_id = '${sqlWord(copy.team)}'` : `person_key = '${sqlWord(pseudonym(copy.person))}'`;
  const from = addDays(lastDay, 1 - COPIED_DAYS);
  const span = `usage_day >= date '${from}' and usage_day <= date '${lastDay}'`;
  const { rows } = await query(`
    select tool, model, usage_day, sum(tokens * micros / nullif(all_micros, 0)) as tokens from (
      select used.tool, used.model, used.usage_day, used.tokens, cast(own.micros as double) as micros, cast(paid.all_micros as double) as all_micros
      from (
        select tool, model, usage_day, cast(sum(tokens) as double) as tokens from fct_usage
        where role = 'counted' and ${span} and token_kind not in ('none', 'tool_calls', 'seconds', 'characters', 'image_count') group by 1, 2, 3
      ) as used
      inner join (
        select tool, model, usage_day, sum(amount_micros) as all_micros from fct_ledger where charge_kind = 'usage' and ${span} group by 1, 2, 3
      ) as paid on paid.tool = used.tool and paid.model = used.model and paid.usage_day = used.usage_day
      inner join (
        select tool, model, usage_day, sum(amount_micros) as micros from fct_ledger where charge_kind = 'usage' and ${span} and ${who} group by 1, 2, 3
      ) as own on own.tool = used.tool and own.model = used.model and own.usage_day = used.usage_day
    ) as shares group by 1, 2, 3 order by 1, 2, 3`);
  if (rows.length === 0) {
    const name = 'team' in copy ? `team ${copy.team}` : 'that person';
    throw new RunError(`${SCENARIO_FILE}: ${name} used no tokens from ${from} to ${lastDay}; there is nothing to copy`);
  }
  const profiles = new Map<string, { tool: string; model: string; weekday: number[] }>();
  for (const row of rows) {
    const [tool, model] = [String(row.tool), String(row.model)];
    const key = JSON.stringify([tool, model]);
    const profile = profiles.get(key) ?? { tool, model, weekday: [0, 0, 0, 0, 0, 0, 0] };
    profiles.set(key, profile);
    profile.weekday[(dayNumber(String(row.usage_day)) + 3) % 7]! += (Number(row.tokens) * 7) / COPIED_DAYS;
  }
  return { tokens: [...profiles.values()] };
}

const sqlWord = (text: string) => text.replaceAll("'", "''");
