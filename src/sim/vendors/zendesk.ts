import { type SupportTicket, supportTickets, WORK_FIRST_DAY } from '../work/index.ts';
import type { World } from '../world.ts';
import { BadRequest, type SimVendor, type VendorAnswer, type VendorHttp } from './vendor.ts';

const SECRET = 'desk-reader@example.com/token:zendesk-simulated-not-a-secret';
const GROUP = 7001;
const agentOf = (person: string) => 880_000 + Number(person.slice(1));

/** Tickets a page holds. */
const PAGE = 200;

const updatedOf = (t: SupportTicket) =>
  [t.openedAt, t.solvedAt, t.reopenedAt, t.finalAt].filter((at) => at !== null).reduce((a, b) => (a > b ? a : b));
const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000);
const written = (instant: string) => instant.replace(/\.\d+Z$/, 'Z');

function ticket(t: SupportTicket) {
  const solved = t.reopenedAt === null ? t.solvedAt : t.finalAt;
  return {
    id: t.id,
    external_id: null,
    status: solved === null ? 'open' : 'solved',
    type: t.type,
    created_at: written(t.openedAt),
    updated_at: written(updatedOf(t)),
    assignee_id: agentOf(t.assignee),
    group_id: GROUP,
    organization_id: 5000 + (t.id % 40),
    requester_id: 910_000 + (t.id % 900),
    tags: t.usesAssistant ? ['ai_assisted'] : [],
    custom_fields: [],
    satisfaction_rating: { score: t.csat ?? 'unoffered' },
    via: { channel: t.channel },
    metric_set: {
      reopens: t.reopenedAt === null ? 0 : 1,
      replies: t.replies,
      solved_at: solved === null ? null : written(solved),
    },
  };
}

/** The incremental export by cursor: changes since a moment, oldest first. */
function page(query: URLSearchParams, world: World) {
  const cursor = query.get('cursor');
  const [since, from] =
    cursor === null
      ? [Number(query.get('start_time')), 0]
      : (Buffer.from(cursor, 'base64url').toString().split('|').map(Number) as [number, number]);
  if (!Number.isFinite(since) || !Number.isFinite(from)) throw new BadRequest('start_time or cursor is wrong');
  const found = supportTickets(world.company, world.asOf)
    .filter((t) => seconds(updatedOf(t)) >= since)
    .sort((a, b) => seconds(updatedOf(a)) - seconds(updatedOf(b)) || a.id - b.id);
  const end = Math.min(found.length, from + PAGE);
  const after = Buffer.from(`${since}|${end}`).toString('base64url');
  return {
    tickets: found.slice(from, end).map(ticket),
    after_cursor: after,
    after_url: `https://example.com/api/v2/incremental/tickets/cursor.json?cursor=${after}`,
    before_cursor: null,
    before_url: null,
    end_of_stream: end >= found.length,
  };
}

const error: VendorHttp['error'] = (status, message) => ({
  error: status === 401 ? 'Couldn’t authenticate you' : message,
});

const answer: VendorHttp['answer'] = ({ path, query }, world): VendorAnswer =>
  path === '/api/v2/incremental/tickets/cursor.json'
    ? { kind: 'body', status: 200, body: page(query, world) }
    : { kind: 'body', status: 404, body: error(404, 'RecordNotFound') };

/** Zendesk: the incremental export of tickets. */
export const zendesk: SimVendor = {
  name: 'zendesk',
  charges: () => [],
  files: (world, baseUrl) => ({
    connections: [
      {
        id: 'zendesk-main',
        source: 'zendesk',
        base_url: `${baseUrl}/zendesk`,
        secret: 'ZENDESK_TOKEN',
        subdomain: 'northwind',
        start: WORK_FIRST_DAY,
      },
    ],
    owners: [
      {
        owner_kind: 'project',
        provider: 'zendesk',
        external_id: String(GROUP),
        team_id: 'customer-support',
        pool: '',
        valid_from: '2026-01-01',
        valid_to: '',
      },
    ],
    identities: world.known.people
      .filter((p) => p.employed && p.memberships.some((m) => m.team === 'customer-support'))
      .map((p) => ({
        provider: 'zendesk',
        external_id: String(agentOf(p.id)),
        email: p.email,
        valid_from: '2025-02-01',
        valid_to: '',
      })),
  }),
  http: {
    prefix: '/zendesk',
    secret: 'ZENDESK_TOKEN',
    key: SECRET,
    authorised: (headers) => headers.authorization === `Basic ${Buffer.from(SECRET).toString('base64')}`,
    error,
    answer,
  },
};
