import { z } from 'zod';
import { outcome, outcomeIncident, outcomeRelation } from '../../core/contracts/index.ts';
import { addDays, firstOfMonth } from '../../core/days.ts';
import { pullOf } from '../../core/outcomes/pull-url.ts';
import { repoOf } from '../../core/repo-key.ts';
import { whereOf } from '../kit/answer.ts';
import { insideOf, type LetIn, letIn } from '../kit/door.ts';
import { ignored, ignoredFields, instant, text } from '../kit/fields.ts';
import { OutcomeRows, rangeOf } from '../kit/outcome-rows.ts';
import {
  type DayRange,
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  SourceDataError,
} from '../source.ts';
import { PAGERDUTY, type PagerdutySettings, settingsOf } from './settings.ts';

const REFERENCE = ignoredFields('type summary self html_url name description');

const incident = z.object({
  id: z.string(),
  created_at: instant,
  updated_at: instant.nullish(),
  resolved_at: instant.nullish(),
  status: z.string(),
  urgency: text,
  priority: z
    .object({ ...REFERENCE, id: ignored, color: ignored, order: ignored, account_id: ignored, summary: text })
    .nullish(),
  service: z.object({ ...REFERENCE, id: z.string() }),
  teams: z.array(z.object({ ...REFERENCE, id: z.string() })).nullish(),
  resolve_reason: z.unknown().optional(),
  last_status_change_by: z.object({ ...REFERENCE, id: ignored, type: text }).nullish(),
  ...ignoredFields(
    'type incident_number incident_type title summary description html_url self last_status_change_at escalation_policy ' +
      'assignments assigned_via acknowledgements pending_actions alert_counts conference_bridge body responders_requests ' +
      'subscriber_requests first_trigger_log_entry incident_key impacted_services is_mergeable alert_grouping occurrence',
  ),
});

const incidentsAnswer = z.object({
  incidents: z.array(incident),
  limit: z.int(),
  offset: z.int(),
  more: z.boolean(),
  total: z.unknown().optional(),
});

const changesAnswer = z.object({
  change_events: z.array(
    z.object({
      timestamp: instant,
      links: z.array(z.object({ href: text, text: ignored })).nullish(),
      custom_details: z.looseObject({ sha: text }).nullish(),
      correlation_reason: z.object({ reason: text }).nullish(),
      id: ignored,
      type: ignored,
      summary: ignored,
      source: ignored,
      services: ignored,
    }),
  ),
});

/** An incident without title, names and notes. */
interface IncidentInside {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly resolvedAt: string | null;
  readonly status: string;
  readonly urgency: string | null;
  readonly priority: string | null;
  readonly service: string;
  readonly team: string | null;
  readonly byHuman: boolean | null;
}

interface IncidentsInside {
  readonly incidents: readonly IncidentInside[];
  readonly next: number | null;
}

/** A change before an incident: pull requests and commits it names. */
interface ChangesInside {
  readonly changes: readonly {
    readonly at: string;
    readonly pulls: readonly string[];
    readonly shas: readonly string[];
  }[];
}

/** What the request for changes knows of its incident. */
interface Carry {
  readonly dt: string;
  readonly outcomeId: string;
  readonly versionAt: string;
}

const PAGE = 100;
/** `offset` and `limit` together may not pass this. */
const LAST_OFFSET = 10_000;
const AUTO_RESOLVED_MS = 5 * 60_000;

const carryOf = (page: LandedPage) => page.request.carry as Carry | undefined;
const versionOf = (i: IncidentInside) =>
  i.resolvedAt !== null && i.resolvedAt > i.updatedAt ? i.resolvedAt : i.updatedAt;
const idOf = (i: IncidentInside, account: string) => `${PAGERDUTY}:${account}:incident:${i.id}`;

function incidentsDoor(page: LandedPage): LetIn<IncidentsInside> {
  return letIn(incidentsAnswer, page, ({ incidents, more, offset }) => ({
    incidents: incidents.map((i) => ({
      id: i.id,
      createdAt: i.created_at,
      updatedAt: i.updated_at ?? i.created_at,
      resolvedAt: i.resolved_at ?? null,
      status: i.status,
      urgency: i.urgency,
      priority: i.priority?.summary ?? null,
      service: i.service.id,
      team: i.teams?.[0]?.id ?? null,
      byHuman: i.last_status_change_by == null ? null : (i.last_status_change_by.type ?? '').startsWith('user'),
    })),
    next: more ? offset + incidents.length : null,
  }));
}

function changesDoor(page: LandedPage): LetIn<ChangesInside> {
  return letIn(changesAnswer, page, ({ change_events }) => ({
    changes: change_events.map((e) => {
      const links = (e.links ?? []).map((l) => l.href ?? '');
      const linked = links.map((href) => /\/commit\/([0-9a-f]{7,64})/.exec(href)?.[1]).filter((s) => s !== undefined);
      const sha = e.custom_details?.sha;
      return {
        at: e.timestamp,
        pulls: links.map(pullOf).filter((p) => p !== null),
        shas: [...new Set([...linked, ...(sha == null ? [] : [sha.toLowerCase()])])],
      };
    }),
  }));
}

/** P1 is sev1, P2 sev2 and so on; without priority, high urgency is sev2 and low sev3. */
function severityOf({ priority, urgency }: IncidentInside): string | null {
  const number = /^P(\d)$/i.exec(priority ?? '')?.[1];
  if (number !== undefined) return `sev${number}`;
  return urgency === 'high' ? 'sev2' : urgency === 'low' ? 'sev3' : null;
}

function incidentRows(i: IncidentInside, settings: PagerdutySettings) {
  const remote = settings.services[i.service];
  const repo = remote === undefined ? null : repoOf(remote);
  const to = new OutcomeRows(firstOfMonth(i.createdAt.slice(0, 10)), idOf(i, settings.account), versionOf(i));
  to.add(outcome, {
    outcome_type: 'incident',
    scope: settings.account,
    native_id: i.id,
    status: i.status === 'resolved' ? 'closed' : 'open',
    repo,
    owner_hint: i.team ?? i.service,
    opened_at: i.createdAt,
    closed_at: i.resolvedAt,
  });
  const duration = i.resolvedAt === null ? null : Date.parse(i.resolvedAt) - Date.parse(i.createdAt);
  to.add(outcomeIncident, {
    severity: severityOf(i),
    urgency: i.urgency,
    service_id: i.service,
    repo,
    started_at: i.createdAt,
    resolved_at: i.resolvedAt,
    is_auto_resolved: duration === null || i.byHuman === null ? null : !i.byHuman && duration < AUTO_RESOLVED_MS,
  });
  const relate = (kind: string, target: string) =>
    to.add(outcomeRelation, {
      relation: 'caused_by',
      target_kind: kind,
      target,
      evidence: 'service',
      happened_at: i.createdAt,
      confidence_bp: kind === 'repo' ? 5500n : 0n,
    });
  relate('service', i.service);
  if (repo !== null) relate('repo', repo);
  return to.rows;
}

function changeRows({ changes }: ChangesInside, { dt, outcomeId, versionAt }: Carry) {
  const to = new OutcomeRows(dt, outcomeId, versionAt);
  const seen = new Set<string>();
  for (const { at, pulls, shas } of changes) {
    const targets = [...pulls.map((p) => ['outcome', p] as const), ...shas.map((s) => ['sha', s] as const)];
    for (const [kind, target] of targets) {
      if (seen.has(target)) continue;
      seen.add(target);
      to.add(outcomeRelation, {
        relation: 'caused_by',
        target_kind: kind,
        target,
        evidence: 'change_event',
        happened_at: at,
        confidence_bp: 9000n,
      });
    }
  }
  return to.rows;
}

function parse(page: LandedPage, context: ParseContext): Parsed {
  const carry = carryOf(page);
  if (carry !== undefined) {
    const { value, notes } = insideOf<ChangesInside>(page);
    return { rows: changeRows(value, carry), notes };
  }
  const { value, notes } = insideOf<IncidentsInside>(page);
  const settings = settingsOf(context.settings);
  const { from, to } = rangeOf(page);
  const inside = value.incidents.filter(
    ({ createdAt }) => createdAt.slice(0, 10) >= from && createdAt.slice(0, 10) < to,
  );
  const rows = inside.flatMap((i) => {
    if (i.resolvedAt === null || i.resolvedAt >= i.createdAt) return incidentRows(i, settings);
    notes.push({ code: 'quarantined', detail: `incident ${i.id}: resolved ${i.resolvedAt}, created ${i.createdAt}` });
    return [];
  });
  return { rows, notes };
}

/** Months of at most this many days are asked at once: the vendor answers no longer window, and no offset beyond 10,000. */
const SLICE_DAYS = 90;

function incidentsRequest(range: DayRange, from: string, offset: number): HttpRequest {
  const end = addDays(from, SLICE_DAYS);
  const until = end < range.to ? end : range.to;
  return {
    method: 'GET',
    path: '/incidents',
    query: [
      ['since', `${from}T00:00:00Z`],
      ['until', `${until}T00:00:00Z`],
      ['sort_by', 'created_at:asc'],
      ['limit', String(PAGE)],
      ['offset', String(offset)],
    ],
  };
}

function nextRequest(page: LandedPage): HttpRequest | null {
  if (carryOf(page) !== undefined) return null;
  const range = rangeOf(page);
  const asked = new Map(page.request.query);
  const since = asked.get('since')!.slice(0, 10);
  const until = asked.get('until')!.slice(0, 10);
  const { next } = insideOf<IncidentsInside>(page).value;
  if (next === null) return until < range.to ? incidentsRequest(range, until, 0) : null;
  if (next + PAGE <= LAST_OFFSET && next > Number(asked.get('offset'))) return incidentsRequest(range, since, next);
  throw new SourceDataError(
    `there are more incidents from ${since} on than one list gives`,
    whereOf(page),
    'Set start of the connection to a later day.',
  );
}

function followUps(page: LandedPage, given: Readonly<Record<string, unknown>>): HttpRequest[] {
  const settings = settingsOf(given);
  if (carryOf(page) !== undefined || !settings.change_events) return [];
  return insideOf<IncidentsInside>(page).value.incidents.map((i) => {
    const dt = firstOfMonth(i.createdAt.slice(0, 10));
    const carry: Carry = { dt, outcomeId: idOf(i, settings.account), versionAt: versionOf(i) };
    return { method: 'GET', path: `/incidents/${i.id}/related_change_events`, query: [], carry };
  });
}

/** Incidents by the month they began in; the last month is asked again for late solutions. */
export const incidents: HttpStream = {
  kind: 'http',
  name: 'incidents',
  tables: [outcome, outcomeIncident, outcomeRelation],
  window: 'month',
  repullDays: 30,
  maxDaysPerRequest: 366,
  firstRequest: (range) => incidentsRequest(range, range.from, 0),
  atTheDoor: (page) => (carryOf(page) === undefined ? incidentsDoor(page) : changesDoor(page)),
  nextRequest,
  followUps,
  parse,
};
