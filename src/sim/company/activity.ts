import { assertKnownDay, daysBetween, growthOn, workingShare } from './calendar.ts';
import type { Company } from './company.ts';
import { type CodeDay, type Counts, type Fact, fraction } from './facts.ts';
import { type Lane, modelMix } from './lanes.ts';
import type { CodeHabit, Person } from './people.ts';
import { type Random, randomFor } from './random.ts';
import { CODE_WORKSPACE } from './workloads/claude.ts';
import { SANDBOX_KEY, SANDBOX_PROJECT } from './workloads/gpt.ts';
import type { Workload } from './workloads/workload.ts';

/** Mean tokens of one session with the coding assistant. */
const SESSION: Counts = { input_uncached: 58_000, cache_read: 1_900_000, cache_write_5m: 118_000, output: 23_000 };

const times = (counts: Counts, factor: number, random: Random): Counts =>
  Object.fromEntries(Object.entries(counts).map(([kind, n]) => [kind, Math.round(n * factor * random.wobble(0.15))]));

/** Claude models before 4.6 have no choice of inference geography. */
const geoOf = (model: string | null, geo: string): string =>
  model !== null && /^claude-\w+-4-5-/.test(model) ? 'not_available' : geo;

/** One model of a lane, drawn by its share on the day. */
function drawModel(random: Random, lane: Lane, day: string): string {
  let draw = random.next() * 1000;
  const mix = modelMix(lane, day);
  for (const { model, share } of mix) {
    draw -= share;
    if (draw < 0) return model;
  }
  return mix.at(-1)!.model;
}

function workloadFacts(company: Company, workload: Workload, day: string): Fact[] {
  if (workload.from !== undefined && day < workload.from) return [];
  const random = randomFor(company.seed, 'workload', workload.id, day);
  const share = workingShare(day);
  const load = share >= 0.5 ? share : workload.offDays;
  const requests = Math.round(workload.requests * load * growthOn(day) * random.wobble(0.2));
  if (requests === 0) return [];
  const { vendor, product, id, place, key, tier, geo, per1000 } = workload;
  const base = { day, vendor, product, workload: id, place, key, person: null, tier };
  const shares =
    workload.lanes.length === 0
      ? [{ model: null, share: 1_000_000 }]
      : workload.lanes.flatMap(([lane, part]) =>
          modelMix(lane, day).map((m) => ({ model: m.model, share: m.share * part })),
        );
  const merged = new Map<string | null, number>();
  for (const { model, share: part } of shares) merged.set(model, (merged.get(model) ?? 0) + part);
  return [...merged].flatMap(([model, part]) => {
    const n = Math.round((requests * part) / 1_000_000);
    if (n === 0) return [];
    const counts = model?.startsWith('gpt-5') && !model.startsWith('gpt-5.6') ? withoutWrites(per1000) : per1000;
    return [{ ...base, model, geo: geoOf(model, geo), counts: { ...times(counts, n / 1000, random), requests: n } }];
  });
}

/** Models before the cache had write prices: what would be written counts as plain input. */
function withoutWrites(counts: Counts): Counts {
  const { cache_write_30m: written = 0, input_uncached: input = 0, ...rest } = counts;
  return { ...rest, input_uncached: input + written };
}

const isThere = (person: Person, day: string) =>
  person.activeFrom <= day && (person.activeTo === null || day < person.activeTo);

function codeDay(random: Random, habit: CodeHabit, sessions: number, remote: boolean): CodeDay {
  return {
    terminal: remote ? 'unknown' : habit.terminal,
    remote,
    customer: habit.customer,
    sessions,
    linesAdded: sessions * random.whole(20, 260),
    linesRemoved: sessions * random.whole(5, 110),
    commits: random.whole(0, sessions * 2),
    pullRequests: random.chance(0.35) ? 1 : 0,
    accepted: sessions * random.whole(2, 14),
    rejected: random.whole(0, sessions * 2),
    reported: habit.reported,
  };
}

function codeFacts(company: Company, person: Person, day: string): Fact[] {
  const habit = person.code;
  if (habit === null || day < habit.from || !isThere(person, day)) return [];
  const random = randomFor(company.seed, 'code', person.id, day);
  if (!random.chance(0.82 * workingShare(day))) return [];
  const learning = Math.min(1, 0.5 + daysBetween(habit.from, day) / 120);
  const effort = habit.intensity * learning * (0.75 + 0.25 * growthOn(day)) * random.wobble(0.6);
  const sessions = Math.max(1, Math.round(3 * effort));
  const main = drawModel(random, random.chance(habit.largeShare) ? 'large' : 'mid', day);
  const base = {
    day,
    vendor: 'anthropic',
    product: 'claude_code',
    workload: 'claude-code',
    place: CODE_WORKSPACE,
    key: null,
    person: person.id,
    tier: 'standard' as const,
  };
  const part = (model: string, factor: number, code: CodeDay): Fact => ({
    ...base,
    model,
    geo: geoOf(model, 'global'),
    counts: times(SESSION, factor, random),
    code,
  });
  const local = codeDay(random, habit, sessions, false);
  const facts = [part(main, 3 * effort, local)];
  if (random.chance(0.45)) facts.push(part(drawModel(random, 'small', day), 0.5 * effort, local));
  if (random.chance(0.07)) facts.push(part(main, 0.8, codeDay(random, habit, 1, true)));
  return facts;
}

function sandboxFacts(company: Company, person: Person, day: string): Fact[] {
  if (person.sandbox === null || !isThere(person, day)) return [];
  const random = randomFor(company.seed, 'sandbox', person.id, day);
  if (!random.chance(0.6 * workingShare(day))) return [];
  const requests = Math.max(1, Math.round(24 * person.sandbox.intensity * growthOn(day) * random.wobble(0.7)));
  const model = drawModel(random, random.chance(0.7) ? 'gpt' : 'gpt-small', day);
  const per: Counts = { input_uncached: 2600, cache_read: 3400, cache_write_30m: 300, output: 900 };
  const counts = model.startsWith('gpt-5') && !model.startsWith('gpt-5.6') ? withoutWrites(per) : per;
  return [
    {
      day,
      vendor: 'openai',
      product: 'completions',
      workload: 'sandbox',
      place: SANDBOX_PROJECT,
      key: SANDBOX_KEY,
      person: person.id,
      model,
      tier: 'standard',
      geo: 'none',
      counts: { ...times(counts, requests, random), requests },
    },
  ];
}

/** Everything that happened on a day, final figures. Pure: any day of the company's life, alone or in any order. */
export function generateDay(company: Company, day: string): Fact[] {
  assertKnownDay(day);
  return [
    ...company.workloads.flatMap((workload) => workloadFacts(company, workload, day)),
    ...company.people.flatMap((person) => [...codeFacts(company, person, day), ...sandboxFacts(company, person, day)]),
  ];
}

/**
 * What the vendors' systems knew of a day at the start of another: nothing of the day itself, yesterday incompletely,
 * late pipelines some days after. Cloud exports are one day behind the APIs.
 */
export function observeDay(company: Company, day: string, asOf: string): Fact[] {
  const age = daysBetween(day, asOf);
  if (age <= 0) return [];
  const lateness = new Map(company.workloads.map((w) => [w.id, w.vendor === 'aws' ? 1 : (w.lateDays ?? 0)]));
  const known = generateDay(company, day).filter((fact) => age > (lateness.get(fact.workload) ?? 0));
  if (age > 1) return known;
  const early = company.odd.restatedYesterday ? known.map((fact) => fraction(fact, 97, 100)) : known;
  if (!company.odd.shrinkingWindow) return early;
  return early.flatMap((fact) =>
    fact.workload === 'intranet-bot'
      ? [fraction(fact, 9, 10), { ...fraction(fact, 1, 5), key: null, workload: 'unkeyed' }]
      : [fact],
  );
}
