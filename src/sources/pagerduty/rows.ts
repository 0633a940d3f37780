import { outcome, outcomeIncident, outcomeRelation } from '../../core/contracts/index.ts';
import { firstOfMonth } from '../../core/days.ts';
import { repoOf } from '../../core/repo-key.ts';
import { OutcomeRows } from '../kit/outcome-rows.ts';
import type { ParsedRow } from '../source.ts';
import type { ChangesInside, IncidentInside } from './door.ts';
import { PAGERDUTY, type PagerdutySettings } from './settings.ts';

const AUTO_RESOLVED_MS = 5 * 60_000;

/** What the request for changes knows of its incident. */
export interface Carry {
  readonly dt: string;
  readonly outcomeId: string;
  readonly versionAt: string;
}

/** When the incident changed last. */
export const versionOf = (i: IncidentInside) =>
  i.resolvedAt !== null && i.resolvedAt > i.updatedAt ? i.resolvedAt : i.updatedAt;

/** Outcome id of an incident. */
export const idOf = (i: IncidentInside, account: string) => `${PAGERDUTY}:${account}:incident:${i.id}`;

/** P1 is sev1, P2 sev2 and so on; without priority, high urgency is sev2 and low sev3. */
function severityOf({ priority, urgency }: IncidentInside): string | null {
  const number = /^P(\d)$/i.exec(priority ?? '')?.[1];
  if (number !== undefined) return `sev${number}`;
  return urgency === 'high' ? 'sev2' : urgency === 'low' ? 'sev3' : null;
}

/** Rows of an incident: no accepted work, but what work may have caused. */
export function incidentRows(i: IncidentInside, settings: PagerdutySettings): ParsedRow[] {
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

/** Pull requests and commits that the vendor says an incident came after. */
export function changeRows({ changes }: ChangesInside, { dt, outcomeId, versionAt }: Carry): ParsedRow[] {
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
