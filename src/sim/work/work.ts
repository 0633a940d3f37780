import { addDays, LAST_DAY } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import type { RawCommit } from './commits.ts';
import { type EditorCommit, editorCommitsOf } from './editor-commits.ts';
import { makeDeployments, makeIncidents } from './operations.ts';
import { WORK_FIRST_DAY } from './plans.ts';
import { type MadeCommits, pullRequestOf } from './pulls.ts';
import { Register } from './register.ts';
import { personSessions } from './sessions.ts';
import { assistantSessions } from './support.ts';
import type { CodingSession, Deployment, Incident, PullRequest, SupportTicket, TrueLink, WorkItem } from './types.ts';

interface Known {
  readonly register: Register;
  readonly sessions: Map<string, readonly CodingSession[]>;
  readonly pulls: Map<string, readonly PullRequest[]>;
  deployments?: readonly Deployment[];
  incidents?: readonly Incident[];
}

const known = new WeakMap<Company, Known>();

function knownOf(company: Company): Known {
  const found = known.get(company) ?? { register: new Register(company), sessions: new Map(), pulls: new Map() };
  known.set(company, found);
  return found;
}

const startOf = (day: string): string => `${day}T00:00:00.000Z`;
const before = <T extends string | null>(instant: T, now: string): T | null =>
  instant !== null && instant < now ? instant : null;

/** Days of which work is recorded, before `asOf`. */
export function workDays(asOf: string): string[] {
  const days: string[] = [];
  for (let day = WORK_FIRST_DAY; day < asOf && day <= LAST_DAY; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * Sessions of a day, every one: of the people whose clients report, and of the support desk's assistant. Their tokens
 * are exactly those of the company's final facts of the day, divided; nothing is added.
 */
export function sessionsOfDay(company: Company, day: string): readonly CodingSession[] {
  if (day < WORK_FIRST_DAY) return [];
  const { register, sessions } = knownOf(company);
  const found = sessions.get(day);
  if (found !== undefined) return found;
  const facts = register.facts(day);
  const made = [
    ...company.people.flatMap((person) => personSessions(register, person, day, facts)),
    ...assistantSessions(company, day, facts, register.tickets.get(day) ?? []),
  ];
  sessions.set(day, made);
  return made;
}

/** Commits that sessions made before a day, by plan. */
function madeCommits(company: Company, asOf: string): MadeCommits {
  const { register } = knownOf(company);
  const byPull = new Map<string, RawCommit[]>();
  for (const day of workDays(asOf)) {
    for (const session of sessionsOfDay(company, day)) {
      for (const { served, commits } of session.parts) {
        if (served?.kind !== 'pull_request') continue;
        byPull.set(served.id, [...(byPull.get(served.id) ?? []), ...commits.map((c) => ({ ...c, session }))]);
      }
    }
  }
  return new Map(register.plans.map((plan) => [plan.id, byPull.get(register.pullRequestId(plan)) ?? []]));
}

/** Commits made in the editor before the start of `asOf`, as its vendor counts their lines: also those a squash drops later. */
export function editorCommits(company: Company, asOf: string): readonly EditorCommit[] {
  const sessions = workDays(asOf)
    .flatMap((day) => sessionsOfDay(company, day))
    .filter((s) => s.tool === 'cursor');
  return editorCommitsOf(knownOf(company).register, sessions, madeCommits(company, asOf), asOf);
}

/** Pull requests opened before the start of `asOf`, as the code host shows them then, oldest first. */
export function pullRequests(company: Company, asOf: string): readonly PullRequest[] {
  const { register, pulls } = knownOf(company);
  const found = pulls.get(asOf);
  if (found !== undefined) return found;
  const made = madeCommits(company, asOf);
  const shown = register.plans
    .map((plan) => pullRequestOf(register, plan, made, asOf))
    .filter((pull): pull is PullRequest => pull !== null);
  pulls.set(asOf, shown);
  return shown;
}

/** Tickets and epics opened before the start of `asOf`, as the trackers show them then. */
export function workItems(company: Company, asOf: string): WorkItem[] {
  const now = startOf(asOf);
  return [...knownOf(company).register.items.values()]
    .filter((item) => item.openedAt < now)
    .map((item) => {
      const resolvedAt = before(item.resolvedAt, now);
      return {
        ...item,
        startedAt: before(item.startedAt, now),
        resolvedAt,
        resolution: resolvedAt === null ? null : item.resolution,
        reopenedAt: before(item.reopenedAt, now),
        finalAt: before(item.finalAt, now),
      };
    });
}

/** Tickets of the support desk opened before the start of `asOf`, as they stand then. */
export function supportTickets(company: Company, asOf: string): SupportTicket[] {
  const now = startOf(asOf);
  return workDays(asOf).flatMap((day) =>
    (knownOf(company).register.tickets.get(day) ?? []).map((ticket) => ({
      ...ticket,
      solvedAt: before(ticket.solvedAt, now),
      reopenedAt: before(ticket.reopenedAt, now),
      finalAt: before(ticket.finalAt, now),
      csat: before(ticket.solvedAt, now) === null ? null : ticket.csat,
    })),
  );
}

/** Deployments ended before the start of `asOf`. */
export function deployments(company: Company, asOf: string): Deployment[] {
  const all = knownOf(company);
  all.deployments ??= makeDeployments(all.register);
  return all.deployments.filter((d) => d.endedAt < startOf(asOf));
}

/** Incidents begun before the start of `asOf`. */
export function incidents(company: Company, asOf: string): Incident[] {
  const all = knownOf(company);
  all.incidents ??= makeIncidents(all.register);
  const now = startOf(asOf);
  return all.incidents.filter((i) => i.startedAt < now).map((i) => ({ ...i, resolvedAt: before(i.resolvedAt, now) }));
}

/**
 * What every session slice (session × repository × branch × day) before `asOf` was really for: the measure of links.
 * `served` null is exploration; a slice whose parts served several things has one entry each.
 */
export function trueLinks(company: Company, asOf: string): TrueLink[] {
  return workDays(asOf).flatMap((day) =>
    sessionsOfDay(company, day).flatMap(({ id, tool, parts, tells }) =>
      parts.map((part) => ({
        sessionId: id,
        tool,
        day,
        repo: part.repo?.key ?? null,
        branch: part.branch,
        toldRepo: tells.repo ? (part.repo?.key ?? null) : null,
        toldBranch: tells.branch ? part.branch : null,
        served: part.served,
      })),
    ),
  );
}

/** The work as it stands at the start of `asOf`, everything at once. */
export interface WorkSnapshot {
  readonly pullRequests: readonly PullRequest[];
  readonly items: readonly WorkItem[];
  readonly supportTickets: readonly SupportTicket[];
  readonly deployments: readonly Deployment[];
  readonly incidents: readonly Incident[];
}

/** Everything the outcome tools show at the start of `asOf`. */
export const workAt = (company: Company, asOf: string): WorkSnapshot => ({
  pullRequests: pullRequests(company, asOf),
  items: workItems(company, asOf),
  supportTickets: supportTickets(company, asOf),
  deployments: deployments(company, asOf),
  incidents: incidents(company, asOf),
});
