import type { Fact } from '../company/facts.ts';
import type { Person } from '../company/people.ts';
import { type Random, randomFor } from '../company/random.ts';
import { at, isWorkingDay, later } from './clock.ts';
import { habitsOf } from './habits.ts';
import { shaOf, uuidOf } from './ids.ts';
import { type Plan, teamOn } from './plans.ts';
import type { Register } from './register.ts';
import { reposOf } from './repos.ts';
import { splitCounts } from './split-counts.ts';
import type { CodingSession, CodingTool, ModelUse, SessionPart } from './types.ts';

/** Teams whose work in the sandbox is coding. */
const CODEX_TEAMS = ['security', 'ml-research', 'analytics'];

/** A session's tokens and tool before it is known what it was about. */
interface Bare {
  readonly name: string;
  readonly tool: CodingTool;
  readonly remote: boolean;
  readonly facts: readonly Fact[];
  readonly use: readonly ModelUse[];
}

const providerOf = {
  claude_code: 'anthropic',
  codex: 'openai',
  cursor: 'cursor',
  support_assistant: 'anthropic',
} as const;

/** Divides the facts of one client over its sessions; every token goes to exactly one of them. */
function divided(random: Random, tool: CodingTool, remote: boolean, facts: readonly Fact[], sessions: number): Bare[] {
  const weights = Array.from({ length: sessions }, () => random.whole(40, 160));
  const parts = facts.map((fact) => splitCounts(fact.counts, weights));
  return weights.map((_, i) => ({
    name: `${tool}${remote ? ' remote' : ''} ${i}`,
    tool,
    remote,
    facts,
    use: facts.map((fact, f) => ({ model: fact.model!, counts: parts[f]![i]! })),
  }));
}

function bareSessions(person: Person, day: string, facts: readonly Fact[], random: Random): Bare[] {
  const own = facts.filter((f) => f.person === person.id);
  const code = own.filter((f) => f.product === 'claude_code' && f.code?.reported === true);
  const sandbox = own.filter((f) => f.workload === 'sandbox');
  const team = teamOn(person, day) ?? '';
  const bare = [false, true].flatMap((remote) => {
    const of = code.filter((f) => f.code!.remote === remote);
    return of.length === 0 ? [] : divided(random, 'claude_code', remote, of, of[0]!.code!.sessions);
  });
  if (sandbox.length > 0 && CODEX_TEAMS.includes(team)) {
    bare.push(...divided(random, 'codex', false, sandbox, random.whole(1, 2)));
  }
  const hasCursor = person.cursorFrom !== null && person.cursorFrom <= day && !person.idleSeat;
  const isThere = person.activeFrom <= day && (person.activeTo === null || day < person.activeTo);
  if (hasCursor && isThere && isWorkingDay(day) && random.chance(0.6)) {
    bare.push(...divided(random, 'cursor', false, [], random.whole(1, 2)));
  }
  return bare;
}

/** Name of the session of a day that may go on with the one of the day before. */
const RESUMABLE = 'claude_code 0';

/** One in twenty first sessions goes on with the first one of the day before. */
function sessionId(register: Register, person: Person, day: string, name: string): string {
  const random = randomFor(register.company.seed, 'session', person.id, day, name);
  const before = register.dayBefore(day);
  const goesOn =
    name === 'claude_code 0' && before !== null && random.chance(0.05) && register.worked(person.id, before);
  return goesOn ? sessionId(register, person, before, name) : uuidOf('session', person.id, day, name);
}

function partOf(
  register: Register,
  person: Person,
  day: string,
  plans: readonly Plan[],
  random: Random,
  place: {
    readonly id: string;
    readonly n: number;
    readonly from: string;
    readonly to: string;
    readonly use: readonly ModelUse[];
    readonly mayBeNowhere: boolean;
  },
): SessionPart {
  const { id, n, from, to, use, mayBeNowhere } = place;
  const common = { from, to, use, commits: [], opensPullRequest: false };
  const draw = random.next();
  const team = teamOn(person, day);
  if (draw < 0.78 && plans.length > 0) {
    const plan = random.pick(plans);
    const made = random.chance(0.35) ? (random.chance(0.25) ? 2 : 1) : 0;
    const length = (Date.parse(to) - Date.parse(from)) / 60_000;
    return {
      ...common,
      repo: plan.repo,
      branch: register.branchOf(plan),
      item: register.itemKeyOf(plan),
      served: { kind: 'pull_request', id: register.pullRequestId(plan) },
      commits: Array.from({ length: made }, (_, i) => ({
        sha: shaOf('commit', id, day, String(n), String(i)),
        at: later(from, length * (made === 1 ? 0.9 : 0.5 + 0.45 * i)),
      })),
      opensPullRequest: from <= plan.openedAt && plan.openedAt <= later(to, 15) && random.chance(0.8),
    };
  }
  const loose = draw > 0.9 ? undefined : register.looseItem(team ?? '', day, random);
  const repos = reposOf(team ?? '');
  const repo = repos.length === 0 || (mayBeNowhere && random.chance(0.2)) ? null : random.pick(repos);
  return {
    ...common,
    repo,
    branch: repo === null ? null : repo.defaultBranch,
    item: loose ?? null,
    served: loose === undefined ? null : { kind: 'work_item', id: loose },
  };
}

function placed(
  register: Register,
  person: Person,
  day: string,
  bare: readonly Bare[],
  random: Random,
): CodingSession[] {
  const plans = register.activePlans(person.id, day);
  const slot = 570 / bare.length;
  return bare.map(({ name, tool, remote, facts, use }, i): CodingSession => {
    const id = sessionId(register, person, day, name);
    const start = 510 + i * slot + random.next() * slot * 0.15;
    const length = Math.min(55, slot * (0.4 + 0.4 * random.next()));
    const isTwofold = plans.length > 1 && random.chance(0.15);
    const shares = isTwofold ? [random.whole(30, 70), random.whole(30, 70)] : [1];
    const uses = use.map((one) => splitCounts(one.counts, shares));
    let from = start;
    const parts = shares.map((share, n) => {
      const to = from + (length * share) / shares.reduce((a, b) => a + b, 0);
      const part = partOf(register, person, day, plans, random, {
        id,
        n,
        from: at(day, from),
        to: at(day, to - 0.5),
        use: use.map((one, u) => ({ model: one.model, counts: uses[u]![n]! })),
        // A session that goes on elsewhere or on another day stays in a repository.
        mayBeNowhere: !isTwofold && name !== RESUMABLE,
      });
      from = to;
      return part;
    });
    const draw = random.next();
    return {
      id,
      day,
      tool,
      person: person.id,
      provider: providerOf[tool],
      place: facts[0]?.place ?? null,
      key: facts[0]?.key ?? null,
      remote,
      tells: habitsOf(register.company, person).tells,
      parts,
      ending: draw < 0.86 ? 'completed' : draw < 0.9 ? 'errored' : draw < 0.96 ? 'interrupted' : 'unanswered',
    };
  });
}

/** Sessions of one person on one day: exactly the tokens of the person's facts, divided. */
export function personSessions(
  register: Register,
  person: Person,
  day: string,
  facts: readonly Fact[],
): CodingSession[] {
  const random = randomFor(register.company.seed, 'sessions', person.id, day);
  const bare = bareSessions(person, day, facts, random);
  return bare.length === 0 ? [] : placed(register, person, day, bare, random);
}
