import { z } from 'zod';
import { pullOf } from '../../core/outcomes/pull-url.ts';
import { type LetIn, letIn } from '../kit/door.ts';
import { ignored, ignoredFields, instant, text } from '../kit/fields.ts';
import type { LandedPage } from '../source.ts';

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
export interface IncidentInside {
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

export interface IncidentsInside {
  readonly incidents: readonly IncidentInside[];
  readonly next: number | null;
}

/** A change before an incident: pull requests and commits it names. */
export interface ChangesInside {
  readonly changes: readonly {
    readonly at: string;
    readonly pulls: readonly string[];
    readonly shas: readonly string[];
  }[];
}

/** Lets a page of incidents in. */
export function incidentsDoor(page: LandedPage): LetIn<IncidentsInside> {
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

/** Lets the changes before an incident in. */
export function changesDoor(page: LandedPage): LetIn<ChangesInside> {
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
