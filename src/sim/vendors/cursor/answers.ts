import { type EditorCommit, editorCommits } from '../../work/index.ts';
import type { World } from '../../world.ts';
import { BadRequest, type VendorAnswer, type VendorHttp } from '../vendor.ts';

const KEY = 'key_simulated_not_a_secret';
const MOST_DAYS = 30;
const DAY = 86_400_000;

function commit(c: EditorCommit, world: World) {
  const email = world.company.people.find((p) => p.id === c.person)!.email;
  const tab = Math.floor(c.aiLines / 4);
  return {
    commitHash: c.sha,
    userId: `user_sim${c.person}`,
    userEmail: email,
    repoName: c.repo.fullName,
    branchName: c.branch,
    isPrimaryBranch: false,
    commitSource: 'ide',
    totalLinesAdded: c.additions,
    totalLinesDeleted: c.deletions,
    tabLinesAdded: tab,
    tabLinesDeleted: 0,
    composerLinesAdded: c.aiLines - tab,
    composerLinesDeleted: c.aiLines === 0 ? 0 : c.deletions,
    nonAiLinesAdded: c.additions - c.aiLines,
    nonAiLinesDeleted: c.aiLines === 0 ? c.deletions : 0,
    message: c.message,
    commitTs: c.at,
    createdAt: c.countedAt,
  };
}

const known = new WeakMap<World, readonly EditorCommit[]>();

function commitsOf(world: World): readonly EditorCommit[] {
  const found = known.get(world) ?? editorCommits(world.company, world.asOf);
  known.set(world, found);
  return found;
}

function numberOf(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const value = Number(query.get(name) ?? fallback);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new BadRequest(`${name} must be between 1 and ${most}`);
  return value;
}

/** Commits counted between two moments, both included; pages by number. */
function page(query: URLSearchParams, world: World) {
  const [from, to] = ['startDate', 'endDate'].map((name) => Date.parse(query.get(name) ?? ''));
  if (Number.isNaN(from) || Number.isNaN(to)) throw new BadRequest('startDate and endDate are required');
  if (to! - from! > MOST_DAYS * DAY) throw new BadRequest(`Date range cannot exceed ${MOST_DAYS} days`);
  const [number, size] = [numberOf(query, 'page', 1, 1_000_000), numberOf(query, 'pageSize', 100, 1000)];
  const found = commitsOf(world).filter((c) => {
    const counted = Date.parse(c.countedAt);
    return from! <= counted && counted <= to!;
  });
  return {
    items: found.slice((number - 1) * size, number * size).map((c) => commit(c, world)),
    totalCount: found.length,
    page: number,
    pageSize: size,
  };
}

const error: VendorHttp['error'] = (status, message) => ({
  error: status === 401 ? 'Unauthorized' : status === 404 ? 'Not Found' : 'Bad Request',
  message,
});

const answer: VendorHttp['answer'] = ({ path, query }, world): VendorAnswer =>
  path === '/analytics/ai-code/commits'
    ? { kind: 'body', status: 200, body: page(query, world) }
    : { kind: 'body', status: 404, body: error(404, 'Resource not found') };

/** The AI code tracking endpoint of Cursor. */
export const cursorHttp: VendorHttp = {
  prefix: '/cursor',
  secret: 'CURSOR_API_KEY',
  key: KEY,
  authorised: (headers) => headers.authorization === `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`,
  error,
  answer,
};
