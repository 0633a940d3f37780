import { addDays, LAST_DAY } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import type { Fact } from '../company/facts.ts';
import { randomFor } from '../company/random.ts';
import { at, isWorkingDay, later } from './clock.ts';
import { uuidOf } from './ids.ts';
import { WORK_FIRST_DAY } from './plans.ts';
import { splitCounts } from './split-counts.ts';
import type { CodingSession, SupportTicket } from './types.ts';

/** The service behind the support desk's assistant. */
const ASSISTANT = 'support-assistant';

/** Every ticket of the support desk by the day it was opened, numbered in order. */
export function makeSupportTickets(company: Company): Map<string, SupportTicket[]> {
  const days = new Map<string, SupportTicket[]>();
  const agents = company.people.filter((p) => p.memberships.some((m) => m.team === 'customer-support'));
  let id = 9000;
  for (let day = WORK_FIRST_DAY; day <= LAST_DAY; day = addDays(day, 1)) {
    const random = randomFor(company.seed, 'support tickets', day);
    const there = agents.filter((p) => p.activeFrom <= day && (p.activeTo === null || day < p.activeTo));
    const count = isWorkingDay(day) ? random.whole(8, 15) : random.whole(1, 4);
    const minutes = Array.from({ length: count }, () => random.whole(360, 1260)).sort((a, b) => a - b);
    days.set(
      day,
      minutes.map((minute): SupportTicket => {
        id += 1;
        const openedAt = at(day, minute);
        const solvedAt = random.chance(0.95) ? later(openedAt, random.whole(20, 4 * 1440)) : null;
        const reopenedAt = solvedAt !== null && random.chance(0.06) ? later(solvedAt, random.whole(300, 9000)) : null;
        return {
          id,
          openedAt,
          solvedAt,
          reopenedAt,
          finalAt: reopenedAt === null ? null : later(reopenedAt, random.whole(60, 2880)),
          assignee: random.pick(there).id,
          type: random.pick(['question', 'question', 'problem', 'incident'] as const),
          channel: random.pick(['web', 'email', 'chat'] as const),
          replies: random.whole(1, 6),
          csat: random.chance(0.3) ? (random.chance(0.85) ? 'good' : 'bad') : null,
          usesAssistant: random.chance(0.7),
        };
      }),
    );
  }
  return days;
}

/** Sessions of the support assistant about tickets: half of the service's tokens of the day; the rest helps without one. */
export function assistantSessions(
  company: Company,
  day: string,
  facts: readonly Fact[],
  tickets: readonly SupportTicket[],
): CodingSession[] {
  const own = facts.filter((f) => f.workload === ASSISTANT);
  const helped = tickets.filter((t) => t.usesAssistant);
  if (own.length === 0 || helped.length === 0) return [];
  const random = randomFor(company.seed, 'assistant sessions', day);
  const weights = helped.map((t) => t.replies * random.whole(60, 140));
  const others = weights.reduce((a, b) => a + b, 0);
  const parts = own.map((fact) => splitCounts(fact.counts, [...weights, others]));
  return helped.map((ticket, i) => ({
    id: uuidOf('assistant', String(ticket.id)),
    day,
    tool: 'support_assistant',
    person: null,
    provider: 'anthropic',
    place: own[0]!.place,
    key: own[0]!.key,
    remote: false,
    tells: { setup: 'gateway', repo: false, branch: false, item: true },
    ending: 'completed',
    parts: [
      {
        repo: null,
        branch: null,
        item: `ZD-${ticket.id}`,
        from: ticket.openedAt,
        to: later(ticket.openedAt, random.whole(5, 80)),
        use: own.map((fact, f) => ({ model: fact.model!, counts: parts[f]![i]! })),
        served: { kind: 'support_ticket', id: String(ticket.id) },
        commits: [],
        opensPullRequest: false,
      },
    ],
  }));
}
