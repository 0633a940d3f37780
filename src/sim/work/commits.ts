import { addDays } from '../company/calendar.ts';
import type { Person } from '../company/people.ts';
import { randomFor } from '../company/random.ts';
import { at, dayOfInstant, isWorkingDay, later } from './clock.ts';
import { commitEmail, habitsOf } from './habits.ts';
import { shaOf } from './ids.ts';
import type { Plan } from './plans.ts';
import type { Register } from './register.ts';
import { changesOf } from './repos.ts';
import type { CodingSession, CodingTool, Commit } from './types.ts';

/** Address each tool signs commits with. */
const SIGNATURES: Readonly<Partial<Record<CodingTool, string>>> = {
  claude_code: 'Co-Authored-By: Claude <noreply@anthropic.com>',
  codex: 'Co-authored-by: Codex <noreply@openai.com>',
  cursor: 'Co-authored-by: Cursor <cursoragent@cursor.com>',
};

/** A commit as somebody made it, before it is known what it says. */
export interface RawCommit {
  readonly sha: string;
  readonly at: string;
  readonly session: CodingSession | null;
}

function message(register: Register, plan: Plan, raw: RawCommit, trailers: boolean): string {
  const key = register.itemKeyOf(plan);
  const title = `${plan.kind}: step of the change${key === null ? '' : ` (${key})`}`;
  const { session } = raw;
  if (!trailers || session === null) return title;
  const signature = SIGNATURES[session.tool];
  const link = session.tool === 'claude_code' ? `\nClaude-Session: https://claude.ai/code/session_${session.id}` : '';
  return signature === undefined ? title : `${title}\n\n${signature}${link}`;
}

/** A whole commit: lines, files, author, message. */
export function commitOf(register: Register, plan: Plan, person: Person | undefined, raw: RawCommit): Commit {
  const random = randomFor(register.company.seed, 'commit', raw.sha);
  const wanted = random.whole(1, Math.max(1, Math.ceil(plan.files.length / 2)));
  const start = random.whole(0, plan.files.length - 1);
  const paths = [...new Set(Array.from({ length: wanted }, (_, i) => plan.files[(start + i) % plan.files.length]!))];
  const files = changesOf(random, paths, plan.size);
  const sum = (of: 'additions' | 'deletions') => files.reduce((total, f) => total + f[of], 0);
  const additions = sum('additions');
  const habits = person === undefined ? undefined : habitsOf(register.company, person);
  const trailers = habits?.trailers === true && !register.company.weak.noTrailers;
  return {
    sha: raw.sha,
    at: raw.at,
    author: plan.person,
    email: person === undefined ? 'refactor-bot@example.com' : commitEmail(person, habits!),
    message: message(register, plan, raw, trailers),
    additions,
    deletions: sum('deletions'),
    files,
    session: raw.session?.id ?? null,
    tool: raw.session?.tool ?? null,
    aiLines: raw.session === null ? 0 : Math.max(1, Math.round(additions * (0.55 + 0.4 * random.next()))),
  };
}

/** Commits people make by hand: some days one, and always one before the pull request is opened. */
export function handCommits(register: Register, plan: Plan, made: readonly RawCommit[], before: string): RawCommit[] {
  const random = randomFor(register.company.seed, 'hand commits', plan.id);
  const found: RawCommit[] = [];
  for (let day = plan.from; day <= plan.to && day < before; day = addDays(day, 1)) {
    const [commits, minute] = [random.chance(0.25), random.whole(520, 1090)];
    if (commits && isWorkingDay(day))
      found.push({ sha: shaOf('hand', plan.id, day), at: at(day, minute), session: null });
  }
  const opens = [...made, ...found].some((commit) => commit.at < plan.openedAt);
  if (!opens && dayOfInstant(plan.openedAt) < before) {
    found.push({ sha: shaOf('first', plan.id), at: later(plan.openedAt, -12), session: null });
  }
  return found;
}
