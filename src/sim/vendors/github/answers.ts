import type { Person } from '../../company/people.ts';
import type { Commit, Deployment, PullRequest } from '../../work/index.ts';
import { deployments, pullRequests, REPOS } from '../../work/index.ts';
import type { World } from '../../world.ts';
import { BadRequest } from '../vendor.ts';

/** A slice of a list after an opaque cursor, in the shape of GraphQL connections. */
function connection<T>(all: readonly T[], first: number, after: unknown, print: (item: T) => unknown) {
  const from = typeof after === 'string' ? Number(Buffer.from(after, 'base64url').toString()) : 0;
  if (!Number.isInteger(from)) throw new BadRequest('`after` is no cursor of this list');
  const end = Math.min(all.length, from + first);
  return {
    nodes: all.slice(from, end).map(print),
    pageInfo: {
      hasNextPage: end < all.length,
      endCursor: end === from ? null : Buffer.from(String(end)).toString('base64url'),
    },
  };
}

const loginOf = (world: World, person: string | null): string | null =>
  person === null ? null : (world.company.people.find((p: Person) => p.id === person)?.login ?? null);

function commitNode(world: World, pull: PullRequest, commit: Commit) {
  const login = loginOf(world, commit.author);
  const trailers = [...commit.message.matchAll(/^Co-authored-by: .*<(.+)>$/gim)].map(([, email]) => ({
    email,
    user: null,
  }));
  return {
    commit: {
      oid: commit.sha,
      message: commit.message,
      committedDate: commit.at,
      parents: { totalCount: 1 },
      authors: { nodes: [{ email: commit.email, user: login === null ? null : { login } }, ...trailers] },
      statusCheckRollup: { state: pull.failedShas.includes(commit.sha) ? 'FAILURE' : 'SUCCESS' },
    },
  };
}

function pullNode(world: World, pull: PullRequest, caps: { readonly commits: number }) {
  const author = pull.botLogin ?? loginOf(world, pull.author);
  const total = (of: 'additions' | 'deletions') => pull.files.reduce((sum, f) => sum + f[of], 0);
  const whole = { first: 100, after: null };
  return {
    id: `PR_sim_${pull.id}`,
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.mergedAt !== null ? 'MERGED' : pull.closedAt !== null ? 'CLOSED' : 'OPEN',
    isDraft: false,
    createdAt: pull.openedAt,
    updatedAt: pull.updatedAt,
    mergedAt: pull.mergedAt,
    closedAt: pull.closedAt,
    author: author === null ? null : { login: author, __typename: pull.botLogin === null ? 'User' : 'Bot' },
    assignees: { nodes: [] },
    baseRefName: pull.baseBranch,
    headRefName: pull.headBranch,
    additions: total('additions'),
    deletions: total('deletions'),
    changedFiles: pull.files.length,
    mergeCommit: pull.mergeSha === null ? null : { oid: pull.mergeSha, message: pull.title },
    labels: { nodes: pull.labels.map((name) => ({ name })) },
    closingIssuesReferences: { nodes: [] },
    reviews: {
      nodes: pull.reviews.map((r) => ({
        id: `PRR_sim_${r.id}`,
        state: r.state.toUpperCase(),
        submittedAt: r.at,
        author: { login: loginOf(world, r.reviewer) ?? 'ghost', __typename: 'User' },
        commit: { oid: r.sha },
        comments: { totalCount: r.comments },
      })),
    },
    commits: connection(pull.commits, caps.commits, null, (c) => commitNode(world, pull, c)),
    files: connection(pull.files, whole.first, null, (f) => f),
    timelineItems: {
      nodes: pull.closedAt === null ? [] : [{ __typename: 'ClosedEvent', createdAt: pull.closedAt }],
    },
  };
}

function deploymentNode(d: Deployment) {
  return {
    databaseId: d.id,
    commitOid: d.sha,
    environment: 'production',
    createdAt: d.startedAt,
    updatedAt: d.endedAt,
    statuses: {
      nodes: [
        { state: d.state.toUpperCase(), createdAt: d.endedAt },
        { state: 'IN_PROGRESS', createdAt: d.startedAt },
      ],
    },
  };
}

/** Commits of a pull request on its first page: fewer than the longest have, so that some need a second. */
const FIRST_COMMITS = 20;

/** The `data` of a GraphQL query for a repository; null for one that nobody has. */
export function graphqlData(query: string, variables: Readonly<Record<string, unknown>>, world: World): unknown {
  const first = typeof variables.first === 'number' ? variables.first : 100;
  if (first < 1 || first > 100) throw new BadRequest('`first` must be between 1 and 100');
  const pulls = () => pullRequests(world.company, world.asOf);
  if (query.includes('node(id:')) {
    const pull = pulls().find((p) => `PR_sim_${p.id}` === variables.id);
    if (pull === undefined) return null;
    return query.includes('commits(')
      ? { node: { commits: connection(pull.commits, 100, variables.after, (c) => commitNode(world, pull, c)) } }
      : { node: { files: connection(pull.files, 100, variables.after, (f) => f) } };
  }
  const name = `${String(variables.owner)}/${String(variables.name)}`;
  const repo = REPOS.find((r) => r.fullName === name);
  if (repo === undefined) return null;
  if (query.includes('deployments(')) {
    const own = deployments(world.company, world.asOf).filter((d) => d.repo.fullName === name);
    const newest = own.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    return { repository: { deployments: connection(newest, first, variables.after, deploymentNode) } };
  }
  const newest = pulls()
    .filter((p) => p.repo.fullName === name)
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : b.number - a.number));
  return {
    repository: {
      nameWithOwner: name,
      defaultBranchRef: { name: repo.defaultBranch },
      pullRequests: connection(newest, first, variables.after, (p) => pullNode(world, p, { commits: FIRST_COMMITS })),
    },
    rateLimit: { cost: 1, remaining: 4900, resetAt: `${world.asOf}T01:00:00Z` },
  };
}

/** Commits between two deployed ones, oldest first: the merges that the later deployment brought out. Null when one is unknown. */
export function comparison(repo: string, base: string, head: string, world: World): unknown {
  const own = deployments(world.company, world.asOf).filter((d) => d.repo.fullName === repo);
  const [from, to] = [base, head].map((sha) => own.filter((d) => d.sha === sha && d.state === 'success').at(0));
  if (from === undefined || to === undefined) return null;
  const pulls = pullRequests(world.company, world.asOf).filter((p) => p.repo.fullName === repo && p.mergeSha !== null);
  const merged = (sha: string) => pulls.find((p) => p.mergeSha === sha)?.mergedAt ?? '';
  const between = pulls
    .filter((p) => p.mergedAt! > merged(base) && p.mergedAt! <= merged(head))
    .sort((a, b) => (a.mergedAt! < b.mergedAt! ? -1 : 1));
  return {
    status: 'ahead',
    total_commits: between.length,
    commits: between.map((p) => ({ sha: p.mergeSha, commit: { message: p.title } })),
  };
}
