import { addDays, LAST_DAY } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import { type Random, randomFor } from '../company/random.ts';
import { at, later, workingDayFrom, workingDaysLater } from './clock.ts';
import { type Plan, teamOn, WORK_FIRST_DAY } from './plans.ts';
import type { WorkItem } from './types.ts';

/** Tracker and project key of each team. */
export const TRACKERS: Readonly<Record<string, { readonly system: 'jira' | 'linear'; readonly project: string }>> = {
  checkout: { system: 'jira', project: 'CHK' },
  search: { system: 'jira', project: 'SRCH' },
  mobile: { system: 'jira', project: 'MOB' },
  'web-platform': { system: 'jira', project: 'WEB' },
  'platform-infra': { system: 'jira', project: 'INF' },
  security: { system: 'jira', project: 'SEC' },
  'customer-support': { system: 'jira', project: 'SUP' },
  marketing: { system: 'jira', project: 'MKT' },
  'finance-ops': { system: 'jira', project: 'FIN' },
  'developer-experience': { system: 'linear', project: 'DEX' },
  'data-platform': { system: 'linear', project: 'DATA' },
  'ml-research': { system: 'linear', project: 'MLR' },
  analytics: { system: 'linear', project: 'ANA' },
  'product-design': { system: 'linear', project: 'DSGN' },
};

/** A ticket before it has a number; `ref` names it among plans. */
export type Draft = Omit<WorkItem, 'key' | 'system' | 'project' | 'parent'> & {
  readonly ref: string;
  readonly parentRef: string | null;
};

const quarterOf = (day: string): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

function epicDrafts(team: string, reporter: string): Draft[] {
  return [
    ['2026-Q3', WORK_FIRST_DAY],
    ['2026-Q4', '2026-09-28'],
    ['2027-Q1', '2026-12-14'],
    ['2027-Q2', '2027-03-22'],
  ].flatMap(([quarter, day]) =>
    [1, 2].map(
      (n): Draft => ({
        ref: `${team} ${quarter} ${n}`,
        parentRef: null,
        team,
        type: 'epic',
        title: `Theme ${n} of ${quarter}`,
        reporter,
        assignee: null,
        openedAt: at(day!, 480 + n),
        startedAt: at(day!, 600),
        resolvedAt: null,
        resolution: null,
        reopenedAt: null,
        finalAt: null,
        labels: [],
      }),
    ),
  );
}

/** The ticket of one or several plans: done an hour after the last of them, dropped when none was merged. */
function planDraft(company: Company, ref: string, plans: readonly Plan[]): Draft {
  const random = randomFor(company.seed, 'item', ref);
  const first = plans[0]!;
  const isDone = plans.some((p) => p.ending === 'merged');
  const ended = plans.reduce((latest, p) => (p.endedAt > latest ? p.endedAt : latest), '');
  const resolvedAt = later(ended, random.whole(20, 180));
  const reopens = isDone && random.chance(0.05);
  const reopenedAt = reopens ? later(resolvedAt, random.whole(2 * 1440, 10 * 1440)) : null;
  const isEpicWork = random.chance(0.55);
  return {
    ref,
    parentRef: isEpicWork ? `${first.team} ${quarterOf(first.from)} ${random.whole(1, 2)}` : null,
    team: first.team,
    type: first.kind === 'fix' ? 'bug' : first.kind === 'chore' ? 'task' : 'story',
    title: first.kind === 'fix' ? 'Wrong result under load' : first.kind === 'chore' ? 'Tidy up' : 'Extend the flow',
    reporter: first.person!,
    assignee: first.person,
    openedAt: at(addDays(first.from, -random.whole(1, 14)), random.whole(540, 1020)),
    startedAt: at(first.from, random.whole(485, 510)),
    resolvedAt,
    resolution: isDone ? 'done' : 'dropped',
    reopenedAt,
    finalAt: reopenedAt === null ? null : later(reopenedAt, random.whole(600, 4000)),
    labels: random.chance(0.2) ? [random.pick(['security', 'tech-debt', 'customer'])] : [],
  };
}

/** Tickets without any pull request: questions, operations, investigations. */
function looseDrafts(company: Company, team: string, people: readonly string[]): Draft[] {
  const drafts: Draft[] = [];
  const random = randomFor(company.seed, 'loose items', team);
  for (let day = WORK_FIRST_DAY, n = 1; day <= LAST_DAY; n++) {
    drafts.push(looseDraft(random, team, random.pick(people), workingDayFrom(day), n));
    day = addDays(day, random.whole(4, 16));
  }
  return drafts;
}

function looseDraft(random: Random, team: string, person: string, day: string, n: number): Draft {
  const startedAt = at(workingDaysLater(day, random.whole(0, 2)), 600);
  return {
    ref: `${team} loose ${n}`,
    parentRef: null,
    team,
    type: 'task',
    title: 'Look into a report',
    reporter: person,
    assignee: person,
    openedAt: at(day, random.whole(480, 560)),
    startedAt,
    resolvedAt: random.chance(0.9) ? later(startedAt, random.whole(300, 12_000)) : null,
    resolution: 'done',
    reopenedAt: null,
    finalAt: null,
    labels: random.chance(0.3) ? ['operations'] : [],
  };
}

/** Every ticket by its reference, numbered per project in order of opening. */
export function makeItems(company: Company, plans: readonly Plan[]): Map<string, WorkItem> {
  const byRef = new Map<string, Plan[]>();
  for (const plan of plans) {
    if (plan.ticket !== null) byRef.set(plan.ticket.of, [...(byRef.get(plan.ticket.of) ?? []), plan]);
  }
  const drafts = [...byRef].map(([ref, of]) => planDraft(company, ref, of));
  for (const team of Object.keys(TRACKERS)) {
    const people = company.people
      .filter((p) => teamOn(p, WORK_FIRST_DAY) === team && p.activeTo === null)
      .map((p) => p.id);
    drafts.push(...epicDrafts(team, people[0]!), ...looseDrafts(company, team, people));
  }
  drafts.sort((a, b) => (a.openedAt === b.openedAt ? (a.ref < b.ref ? -1 : 1) : a.openedAt < b.openedAt ? -1 : 1));
  const numbers = new Map<string, number>();
  const keys = new Map<string, string>();
  for (const { ref, team } of drafts) {
    const { project } = TRACKERS[team]!;
    const number = (numbers.get(project) ?? 100) + 1;
    numbers.set(project, number);
    keys.set(ref, `${project}-${number}`);
  }
  return new Map(
    drafts.map(({ ref, parentRef, ...draft }) => [
      ref,
      {
        ...draft,
        ...TRACKERS[draft.team]!,
        key: keys.get(ref)!,
        parent: parentRef === null ? null : keys.get(parentRef)!,
      },
    ]),
  );
}
