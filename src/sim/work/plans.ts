import { addDays, LAST_DAY } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import type { Person } from '../company/people.ts';
import { type Random, randomFor } from '../company/random.ts';
import { at, later, workingDayFrom, workingDaysLater } from './clock.ts';
import { drawFiles, reposOf } from './repos.ts';
import type { Repo } from './types.ts';

/** First day of which the company's trackers, code host and telemetry are read. */
export const WORK_FIRST_DAY = '2026-09-01';

/** Login of the bot that opens refactoring pull requests. */
export const REFACTOR_BOT = 'northwind-refactor[bot]';

/** What becomes one pull request: who works on it when, and how it ends. Independent of tokens and telemetry. */
export interface Plan {
  readonly id: string;
  /** Person id; null for the bot. */
  readonly person: string | null;
  readonly team: string;
  readonly repo: Repo;
  readonly kind: 'feat' | 'fix' | 'chore' | 'revert';
  /** Coding days, both included. */
  readonly from: string;
  readonly to: string;
  readonly openedAt: string;
  readonly endedAt: string;
  readonly ending: 'merged' | 'closed';
  readonly method: 'squash' | 'merge';
  readonly files: readonly string[];
  /** Mean lines added per file and commit. */
  readonly size: number;
  /** Ticket: its own, that of an earlier plan, or none. */
  readonly ticket: { readonly of: string } | null;
  /** Plan this one undoes, and whether its message says so. */
  readonly reverts: { readonly plan: string; readonly by: 'message' | 'reverse_diff' } | null;
  /** Starts an incident when it goes out. */
  readonly breaks: boolean;
}

/** Teams in which everybody writes code, with or without an assistant. */
const CODING_TEAMS = [
  'checkout',
  'search',
  'mobile',
  'web-platform',
  'platform-infra',
  'security',
  'developer-experience',
  'data-platform',
  'ml-research',
];

/** The team a person mainly belongs to on a day; the partner works for checkout. */
export function teamOn(person: Person, day: string): string | null {
  const now = person.memberships.filter((m) => m.from <= day && (m.to === null || day < m.to));
  if (now.length > 0) return now.reduce((a, b) => (b.weightBp > a.weightBp ? b : a)).team;
  return person.employed ? null : 'checkout';
}

const writesCode = (person: Person, team: string): boolean => CODING_TEAMS.includes(team) || person.code !== null;

function drawPlan(
  person: Person,
  team: string,
  random: Random,
  from: string,
  previous: Plan | undefined,
  n: number,
): Plan {
  const isRework = previous !== undefined && previous.ending === 'merged' && random.chance(0.12);
  const repo = isRework ? previous.repo : random.pick(reposOf(team));
  const days = random.whole(5, 12);
  const to = workingDaysLater(from, days - 1);
  const openedOn = workingDaysLater(from, random.whole(Math.min(1, days - 1), days - 1));
  const openedAt = at(openedOn, random.whole(620, 1110));
  const waits = random.whole(0, 2);
  const endedAt =
    waits === 0 ? at(to, random.whole(1150, 1290)) : at(workingDaysLater(to, waits), random.whole(560, 1080));
  const kind = isRework ? 'fix' : random.pick(['feat', 'feat', 'fix', 'chore'] as const);
  const ticketDraw = random.next();
  const isShared = previous?.ticket != null && previous.repo === repo && ticketDraw < 0.2;
  const id = `${person.id}-${n}`;
  const files = isRework ? previous.files.slice(0, random.whole(1, 3)) : drawFiles(random, random.whole(1, 7));
  return {
    id,
    person: person.id,
    team,
    repo,
    kind,
    from,
    to,
    openedAt,
    endedAt,
    ending: random.chance(0.08) ? 'closed' : 'merged',
    method: random.chance(0.7) ? 'squash' : 'merge',
    files,
    size: Math.round(6 + 34 * random.next() ** 2),
    ticket: isShared ? { of: previous.ticket!.of } : ticketDraw < 0.88 ? { of: id } : null,
    reverts: null,
    breaks: repo.isService && random.chance(0.04),
  };
}

/** The pull request that undoes a merged one, without any session behind it. */
function revertOf(plan: Plan, random: Random): Plan {
  const openedAt = later(plan.endedAt, random.whole(40, 4 * 1440));
  const day = openedAt.slice(0, 10);
  return {
    ...plan,
    id: `${plan.id}-revert`,
    kind: 'revert',
    from: day,
    to: day,
    openedAt,
    endedAt: later(openedAt, random.whole(15, 90)),
    ending: 'merged',
    method: 'squash',
    ticket: null,
    reverts: { plan: plan.id, by: random.chance(0.6) ? 'message' : 'reverse_diff' },
    breaks: false,
  };
}

function plansOf(company: Company, person: Person): Plan[] {
  const random = randomFor(company.seed, 'work', person.id);
  const start = person.activeFrom > WORK_FIRST_DAY ? person.activeFrom : WORK_FIRST_DAY;
  const plans: Plan[] = [];
  let previous: Plan | undefined;
  let day = workingDaysLater(start, random.whole(0, 5));
  for (let n = 1; day <= LAST_DAY; n++) {
    const team = teamOn(person, day);
    if (team === null || !writesCode(person, team)) break;
    const plan = drawPlan(person, team, random, day, previous, n);
    const isReverted = plan.ending === 'merged' && random.chance(0.04);
    const undone = revertOf(plan, random);
    const next = random.chance(0.15)
      ? workingDaysLater(plan.from, random.whole(2, 4))
      : workingDaysLater(plan.to, random.whole(1, 4));
    const isLast = person.activeTo !== null && plan.endedAt.slice(0, 10) >= person.activeTo;
    if (isLast) break;
    plans.push(plan);
    if (isReverted) plans.push(undone);
    previous = plan;
    day = workingDayFrom(next);
  }
  return plans;
}

/** Pull requests of the refactoring bot: one every few days, merged or left to be closed. */
function botPlans(company: Company): Plan[] {
  const random = randomFor(company.seed, 'work', 'refactor-bot');
  const plans: Plan[] = [];
  for (let day = workingDayFrom(WORK_FIRST_DAY), n = 1; day <= LAST_DAY; n++) {
    const team = random.pick(CODING_TEAMS);
    plans.push({
      id: `bot-${n}`,
      person: null,
      team,
      repo: random.pick(reposOf(team)),
      kind: 'chore',
      from: day,
      to: day,
      openedAt: at(day, random.whole(200, 400)),
      endedAt: at(workingDaysLater(day, random.whole(1, 6)), random.whole(560, 1080)),
      ending: random.chance(0.75) ? 'merged' : 'closed',
      method: 'squash',
      files: drawFiles(random, random.whole(1, 4)),
      size: random.whole(3, 25),
      ticket: null,
      reverts: null,
      breaks: false,
    });
    day = workingDayFrom(addDays(day, random.whole(2, 5)));
  }
  return plans;
}

/** Every pull request that is ever begun, in order of its opening. */
export function makePlans(company: Company): Plan[] {
  const all = [...company.people.flatMap((person) => plansOf(company, person)), ...botPlans(company)];
  return all
    .filter((plan) => plan.openedAt.slice(0, 10) <= LAST_DAY)
    .sort((a, b) => (a.openedAt === b.openedAt ? (a.id < b.id ? -1 : 1) : a.openedAt < b.openedAt ? -1 : 1));
}
