import { TRACKERS, WORK_FIRST_DAY, type WorkItem, workItems } from '../work/index.ts';
import type { World } from '../world.ts';
import { BadRequest, type SimVendor, type VendorAnswer, type VendorHttp } from './vendor.ts';

const SECRET = 'tracker-reader@example.com:jira-simulated-not-a-secret';
const SITE = 'northwind';
const PROJECTS = Object.values(TRACKERS)
  .filter((t) => t.system === 'jira')
  .map((t) => t.project);

const STATUSES = [
  { id: '1', name: 'To Do', statusCategory: { key: 'new' } },
  { id: '3', name: 'In Progress', statusCategory: { key: 'indeterminate' } },
  { id: '9', name: 'Released', statusCategory: { key: 'done' } },
] as const;

const TYPES = { epic: 'Epic', story: 'Story', bug: 'Bug', task: 'Task' } as const;

/** Jira writes offsets without colon. */
const written = (instant: string) => instant.replace('Z', '+0000');
const accountOf = (person: string) => `sim-account-${person}`;
const idOf = (key: string) => `sim-${key}`;

const times = (item: WorkItem) =>
  [item.openedAt, item.startedAt, item.resolvedAt, item.reopenedAt, item.finalAt].filter((t) => t !== null);
const updatedOf = (item: WorkItem) => times(item).reduce((a, b) => (a > b ? a : b));
const isDone = (item: WorkItem) => (item.reopenedAt === null ? item.resolvedAt !== null : item.finalAt !== null);

function issue(item: WorkItem) {
  const status = isDone(item) ? STATUSES[2] : item.startedAt === null ? STATUSES[0] : STATUSES[1];
  return {
    id: idOf(item.key),
    key: item.key,
    fields: {
      issuetype: { name: TYPES[item.type] },
      project: { key: item.project },
      status,
      resolution: isDone(item) ? { name: item.resolution === 'dropped' ? "Won't Do" : 'Done' } : null,
      created: written(item.openedAt),
      updated: written(updatedOf(item)),
      labels: item.labels,
      components: [],
      assignee: item.assignee === null ? null : { accountId: accountOf(item.assignee) },
      parent: item.parent === null ? null : { id: idOf(item.parent), key: item.parent },
      issuelinks: [],
    },
  };
}

function history(item: WorkItem) {
  const steps = [
    [item.startedAt, '1', '3'],
    [item.resolvedAt, '3', '9'],
    [item.reopenedAt, '9', '3'],
    [item.finalAt, '3', '9'],
  ] as const;
  return {
    issueId: idOf(item.key),
    changeHistories: steps
      .filter(([at]) => at !== null)
      .map(([at, from, to], i) => ({
        id: `${idOf(item.key)}-${i + 1}`,
        created: written(at!),
        author: item.assignee === null ? null : { accountId: accountOf(item.assignee) },
        items: [{ field: 'status', fieldId: 'status', from, to, fromString: nameOf(from), toString: nameOf(to) }],
      })),
  };
}

const nameOf = (id: string) => STATUSES.find((s) => s.id === id)?.name ?? null;

const own = (world: World) => workItems(world.company, world.asOf).filter((i) => i.system === 'jira');

/** A search must be bounded by project and by change; the page token is the place in the list. */
function search(body: Record<string, unknown>, world: World) {
  const bounds = /^project = "(\w+)" AND updated >= "(\d{4}-\d{2}-\d{2}) 00:00" ORDER BY updated ASC$/.exec(
    String(body.jql),
  );
  if (bounds === null) throw new BadRequest('Unbounded JQL queries are not allowed here.');
  if (!Array.isArray(body.fields)) throw new BadRequest('fields: name the fields');
  const [, project, since] = bounds;
  const found = own(world)
    .filter((i) => i.project === project && updatedOf(i).slice(0, 10) >= since!)
    .sort((a, b) => (updatedOf(a) < updatedOf(b) ? -1 : updatedOf(a) > updatedOf(b) ? 1 : a.key < b.key ? -1 : 1));
  const from = body.nextPageToken === undefined ? 0 : Number(body.nextPageToken);
  const end = Math.min(found.length, from + Number(body.maxResults ?? 50));
  return {
    issues: found.slice(from, end).map(issue),
    nextPageToken: end < found.length ? String(end) : null,
    isLast: end >= found.length,
  };
}

function histories(body: Record<string, unknown>, world: World) {
  const ids = new Set(Array.isArray(body.issueIdsOrKeys) ? body.issueIdsOrKeys : []);
  if (ids.size > 1000) throw new BadRequest('issueIdsOrKeys: at most 1000');
  const found = own(world).filter((i) => ids.has(idOf(i.key)));
  // Two pages where there is enough, so that histories of one search come in parts.
  const from = body.nextPageToken === undefined ? 0 : Number(body.nextPageToken);
  const end = from === 0 && found.length > 20 ? 20 : found.length;
  return {
    issueChangeLogs: found.slice(from, end).map(history),
    nextPageToken: end < found.length ? String(end) : null,
  };
}

const answer: VendorHttp['answer'] = ({ path, method, body }, world): VendorAnswer => {
  const asked = (body ?? {}) as Record<string, unknown>;
  const ok = (found: unknown): VendorAnswer => ({ kind: 'body', status: 200, body: found });
  if (method === 'GET' && path === '/rest/api/3/status') return ok(STATUSES);
  if (method === 'POST' && path === '/rest/api/3/search/jql') return ok(search(asked, world));
  if (method === 'POST' && path === '/rest/api/3/changelog/bulkfetch') return ok(histories(asked, world));
  return { kind: 'body', status: 404, body: error(404, 'Not found') };
};

const error: VendorHttp['error'] = (_status, message) => ({ errorMessages: [message], message });

/** Jira: bounded searches, histories in bulk, statuses with categories. */
export const jira: SimVendor = {
  name: 'jira',
  charges: () => [],
  files: (world, baseUrl) => ({
    connections: [
      {
        id: 'jira-main',
        source: 'jira',
        base_url: `${baseUrl}/jira`,
        secret: 'JIRA_TOKEN',
        site: SITE,
        projects: PROJECTS,
        page_size: 200,
        start: WORK_FIRST_DAY,
      },
    ],
    owners: Object.entries(TRACKERS).map(([team, { system, project }]) => ({
      owner_kind: 'project',
      provider: system,
      external_id: project,
      team_id: team,
      pool: '',
      valid_from: '2026-01-01',
      valid_to: '',
    })),
    identities: world.known.people
      .filter((p) => p.employed)
      .map((p) => ({
        provider: 'jira',
        external_id: accountOf(p.id),
        email: p.email,
        valid_from: '2025-02-01',
        valid_to: '',
      })),
  }),
  http: {
    prefix: '/jira',
    secret: 'JIRA_TOKEN',
    key: SECRET,
    methods: ['GET', 'POST'],
    authorised: (headers) => headers.authorization === `Basic ${Buffer.from(SECRET).toString('base64')}`,
    error,
    answer,
  },
};
