import { pullRequests, TRACKERS, WORK_FIRST_DAY, type WorkItem, workItems } from '../work/index.ts';
import type { World } from '../world.ts';
import { BadRequest, type SimVendor, type VendorAnswer, type VendorHttp } from './vendor.ts';

const KEY = 'lin_api_simulated_not_a_secret';
const TEAMS = Object.values(TRACKERS)
  .filter((t) => t.system === 'linear')
  .map((t) => t.project);

const idOf = (key: string) => `sim-${key}`;

function changes(item: WorkItem): { at: string; from: string; to: string }[] {
  const done = item.resolution === 'dropped' ? 'canceled' : 'completed';
  const steps = [
    [item.startedAt, 'unstarted', 'started'],
    [item.resolvedAt, 'started', done],
    [item.reopenedAt, done, 'started'],
    [item.finalAt, 'started', done],
  ] as const;
  return steps.flatMap(([at, from, to]) => (at === null ? [] : [{ at, from, to }]));
}

const updatedOf = (item: WorkItem) => changes(item).reduce((a, c) => (c.at > a ? c.at : a), item.openedAt);

function node(item: WorkItem, world: World) {
  const moves = changes(item);
  const state = moves.at(-1)?.to ?? 'unstarted';
  const last = moves.at(-1)?.at ?? null;
  const person = (id: string | null) => {
    const found = world.company.people.find((p) => p.id === id);
    return found === undefined ? null : { id: `sim-user-${found.id}`, email: found.email };
  };
  const pulls = pullRequests(world.company, world.asOf).filter((p) => p.workItem === item.key);
  return {
    id: idOf(item.key),
    identifier: item.key,
    previousIdentifiers: [],
    branchName: `${item.key.toLowerCase()}-work`,
    createdAt: item.openedAt,
    updatedAt: updatedOf(item),
    startedAt: item.startedAt,
    completedAt: state === 'completed' ? last : null,
    canceledAt: state === 'canceled' ? last : null,
    team: { id: `sim-team-${item.project}`, key: item.project },
    state: { id: `sim-state-${state}`, type: state },
    assignee: person(item.assignee),
    delegate: null,
    parent: item.parent === null ? null : { id: idOf(item.parent) },
    labels: { nodes: [item.type, ...item.labels].map((name) => ({ name })) },
    attachments: {
      nodes: pulls.map((p) => ({
        url: `https://github.com/${p.repo.fullName}/pull/${p.number}`,
        sourceType: 'github',
      })),
    },
    releases: { nodes: [] },
    history: {
      nodes: moves.map((m) => ({
        createdAt: m.at,
        actorId: item.assignee === null ? null : `sim-user-${item.assignee}`,
        fromState: { type: m.from },
        toState: { type: m.to },
      })),
    },
  };
}

/** Issues of the team that changed since, latest change first; cursors are places in the list. */
function issues(variables: Record<string, unknown>, world: World) {
  const filter = variables.filter as { updatedAt?: { gte?: string }; team?: { key?: { eq?: string } } } | undefined;
  const [since, team] = [filter?.updatedAt?.gte, filter?.team?.key?.eq];
  if (since === undefined || team === undefined) throw new BadRequest('filter: name updatedAt and team');
  const found = workItems(world.company, world.asOf)
    .filter((i) => i.system === 'linear' && i.project === team && updatedOf(i) >= since)
    .sort((a, b) => (updatedOf(a) > updatedOf(b) ? -1 : updatedOf(a) < updatedOf(b) ? 1 : a.key < b.key ? -1 : 1));
  const from = variables.after == null ? 0 : Number(String(variables.after).replace('sim-cursor-', ''));
  const end = Math.min(found.length, from + Number(variables.first ?? 50));
  return {
    nodes: found.slice(from, end).map((item) => node(item, world)),
    pageInfo: { hasNextPage: end < found.length, endCursor: end === from ? null : `sim-cursor-${end}` },
  };
}

const error: VendorHttp['error'] = (_status, message) => ({
  errors: [{ message, extensions: { code: 'BAD_REQUEST' } }],
});

const answer: VendorHttp['answer'] = ({ path, method, body }, world): VendorAnswer => {
  if (path !== '/graphql' || method !== 'POST') return { kind: 'body', status: 404, body: error(404, 'Not found') };
  const { query, variables } = (body ?? {}) as { query?: string; variables?: Record<string, unknown> };
  const data = query?.includes('agentSessions')
    ? { agentSessions: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } }
    : { issues: issues(variables ?? {}, world) };
  return { kind: 'body', status: 200, body: { data } };
};

/** Linear: issues with history and attachments; nobody there delegates to agents. */
export const linear: SimVendor = {
  name: 'linear',
  charges: () => [],
  files: (_world, baseUrl) => ({
    connections: [
      {
        id: 'linear-main',
        source: 'linear',
        base_url: `${baseUrl}/linear`,
        secret: 'LINEAR_API_KEY',
        org: 'northwind',
        teams: TEAMS,
        page_size: 100,
        start: WORK_FIRST_DAY,
      },
    ],
  }),
  http: {
    prefix: '/linear',
    secret: 'LINEAR_API_KEY',
    key: KEY,
    methods: ['POST'],
    authorised: (headers) => headers.authorization === KEY,
    error,
    answer,
  },
};
