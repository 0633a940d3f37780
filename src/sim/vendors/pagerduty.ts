import { type Incident, incidents, pullRequests, REPOS, WORK_FIRST_DAY } from '../work/index.ts';
import type { World } from '../world.ts';
import { BadRequest, type SimVendor, type VendorAnswer, type VendorHttp } from './vendor.ts';

const KEY = 'pd-simulated-not-a-secret';
const serviceOf = (name: string) => `PSIM${name.split('/')[1]!.replaceAll('-', '').toUpperCase()}`;

function incident(i: Incident) {
  return {
    id: i.id,
    type: 'incident',
    incident_number: i.number,
    created_at: i.startedAt,
    updated_at: i.resolvedAt ?? i.startedAt,
    resolved_at: i.resolvedAt,
    status: i.resolvedAt === null ? 'triggered' : 'resolved',
    urgency: i.urgency,
    priority: i.urgency === 'high' ? { id: 'PSIMP2', summary: 'P2' } : null,
    service: { id: serviceOf(i.repo.fullName), type: 'service_reference', summary: i.repo.fullName },
    teams: [],
    incident_type: { name: 'incident_default' },
    resolve_reason: null,
    last_status_change_by: { id: 'PSIMU1', type: 'user_reference', summary: 'On call' },
  };
}

function list(query: URLSearchParams, world: World) {
  const [since, until] = [query.get('since') ?? '', query.get('until') ?? ''];
  const days = (Date.parse(until) - Date.parse(since)) / 86_400_000;
  if (!(days > 0 && days <= 184)) throw new BadRequest('since and until: at most 6 months');
  const [limit, offset] = [Number(query.get('limit') ?? 25), Number(query.get('offset') ?? 0)];
  if (limit > 100 || offset + limit > 10_000) throw new BadRequest('limit and offset are out of bounds');
  const found = incidents(world.company, world.asOf).filter(
    (i) => Date.parse(i.startedAt) >= Date.parse(since) && Date.parse(i.startedAt) < Date.parse(until),
  );
  const page = found.slice(offset, offset + limit);
  return { incidents: page.map(incident), limit, offset, more: offset + page.length < found.length, total: null };
}

/** The vendor's own hint: it knows the change behind seven in ten incidents that have one. */
function changes(id: string, world: World) {
  const found = incidents(world.company, world.asOf).find((i) => i.id === id);
  if (found === undefined) return null;
  const pull = pullRequests(world.company, world.asOf).find((p) => p.id === found.causedBy);
  if (pull === undefined || found.number % 10 >= 7) return { change_events: [] };
  return {
    change_events: [
      {
        id: `CE${found.id}`,
        type: 'change_event',
        timestamp: pull.mergedAt ?? found.startedAt,
        summary: 'Release',
        source: 'release-train',
        services: [{ id: serviceOf(found.repo.fullName), type: 'service_reference' }],
        links: [{ href: `https://github.com/${pull.repo.fullName}/pull/${pull.number}`, text: 'Change' }],
        custom_details: { sha: pull.mergeSha },
        correlation_reason: { reason: 'most_recent' },
      },
    ],
  };
}

const error: VendorHttp['error'] = (status, message) => ({ error: { code: status === 429 ? 2020 : 2001, message } });

const answer: VendorHttp['answer'] = ({ path, query }, world): VendorAnswer => {
  if (path === '/incidents') return { kind: 'body', status: 200, body: list(query, world) };
  const id = /^\/incidents\/(\w+)\/related_change_events$/.exec(path)?.[1];
  const body = id === undefined ? null : changes(id, world);
  return body === null
    ? { kind: 'body', status: 404, body: error(404, 'Not Found') }
    : { kind: 'body', status: 200, body };
};

/** PagerDuty: incidents of the services, and the changes they came after. */
export const pagerduty: SimVendor = {
  name: 'pagerduty',
  charges: () => [],
  files: (_world, baseUrl) => ({
    connections: [
      {
        id: 'pagerduty-main',
        source: 'pagerduty',
        base_url: `${baseUrl}/pagerduty`,
        secret: 'PAGERDUTY_TOKEN',
        account: 'northwind',
        services: Object.fromEntries(REPOS.filter((r) => r.isService).map((r) => [serviceOf(r.fullName), r.remote])),
        start: WORK_FIRST_DAY,
      },
    ],
  }),
  http: {
    prefix: '/pagerduty',
    secret: 'PAGERDUTY_TOKEN',
    key: KEY,
    authorised: (headers) => headers.authorization === `Token token=${KEY}`,
    error,
    answer,
  },
};
