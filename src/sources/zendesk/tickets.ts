import { z } from 'zod';
import { outcome, outcomeEvidence, outcomeLabel, outcomeRelation } from '../../core/contracts/index.ts';
import { dayNumber } from '../../core/days.ts';
import { type AiTrace, sessionRefHash } from '../../core/outcomes/ai-traces.ts';
import { whereOf } from '../kit/answer.ts';
import { insideOf, type LetIn, letIn } from '../kit/door.ts';
import { ignored, ignoredFields, instant, text } from '../kit/fields.ts';
import { inOrder, monthWindowOf, OutcomeRows, rangeOf, whole } from '../kit/outcome-rows.ts';
import {
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  SourceDataError,
} from '../source.ts';
import { settingsOf, ZENDESK, type ZendeskSettings } from './settings.ts';

const id = z.union([z.int(), z.string()]).transform(String);
const count = z.int().min(0);

const ticket = z.object({
  ...ignoredFields(
    'url subject raw_subject description priority recipient submitter_id collaborator_ids follower_ids email_cc_ids ' +
      'forum_topic_id problem_id has_incidents is_public due_at sharing_agreement_ids fields followup_ids ticket_form_id ' +
      'brand_id allow_channelback allow_attachments from_messaging_channel generated_timestamp custom_status_id ' +
      'encoded_id support_type result_type',
  ),
  id,
  external_id: text,
  status: z.string(),
  type: text,
  created_at: instant,
  updated_at: instant,
  assignee_id: id.nullish(),
  group_id: id.nullish(),
  organization_id: id.nullish(),
  requester_id: id.nullish(),
  tags: z.array(z.string()).nullish(),
  custom_fields: z.array(z.object({ id: z.int(), value: ignored })).nullish(),
  satisfaction_rating: z.object({ score: text, ...ignoredFields('id comment reason reason_id') }).nullish(),
  via: z.object({ channel: text, source: ignored }).nullish(),
  metric_set: z
    .object({
      reopens: count.nullish(),
      replies: count.nullish(),
      solved_at: instant.nullish(),
      ...ignoredFields(
        'url id ticket_id created_at updated_at group_stations assignee_stations assignee_updated_at requester_updated_at ' +
          'status_updated_at initially_assigned_at assigned_at latest_comment_added_at reply_time_in_minutes ' +
          'first_resolution_time_in_minutes full_resolution_time_in_minutes agent_wait_time_in_minutes ' +
          'requester_wait_time_in_minutes on_hold_time_in_minutes custom_status_updated_at reply_time_in_seconds',
      ),
    })
    .nullish(),
});

const answer = z.object({
  tickets: z.array(ticket),
  after_cursor: text,
  end_of_stream: z.boolean(),
  after_url: z.unknown().optional(),
  before_cursor: z.unknown().optional(),
  before_url: z.unknown().optional(),
});

/** A ticket without texts, people's ids and free fields. */
interface TicketInside {
  readonly id: string;
  readonly status: string;
  readonly type: string | null;
  readonly created: string;
  readonly updated: string;
  readonly solved: string | null;
  readonly reopens: number | null;
  readonly replies: number | null;
  readonly assignee: string | null;
  readonly group: string | null;
  readonly customer: string | null;
  readonly tags: readonly string[];
  readonly csat: string | null;
  readonly sessions: readonly string[];
}

interface TicketsInside {
  readonly tickets: readonly TicketInside[];
  readonly next: string | null;
  readonly isOver: boolean;
}

function sessionsIn(t: z.output<typeof ticket>, settings: ZendeskSettings): string[] {
  const fields = (t.custom_fields ?? []).filter((f) => settings.session_fields.includes(f.id)).map((f) => f.value);
  const ids = [...(settings.external_id_is_session ? [t.external_id] : []), ...fields];
  return ids.filter((v): v is string => typeof v === 'string' && v !== '').map(sessionRefHash);
}

function door(page: LandedPage, context: ParseContext): LetIn<TicketsInside> {
  const settings = settingsOf(context.settings);
  return letIn(answer, page, (value) => ({
    tickets: value.tickets.map((t) => ({
      id: t.id,
      status: t.status,
      type: t.type,
      created: t.created_at,
      updated: t.updated_at,
      solved: t.metric_set?.solved_at ?? null,
      reopens: t.metric_set?.reopens ?? null,
      replies: t.metric_set?.replies ?? null,
      assignee: t.assignee_id == null ? null : context.pseudonym('login', t.assignee_id),
      group: t.group_id ?? null,
      customer: t.organization_id ?? (t.requester_id == null ? null : context.pseudonym('login', t.requester_id)),
      tags: t.tags ?? [],
      csat: t.satisfaction_rating?.score ?? null,
      sessions: sessionsIn(t, settings),
    })),
    next: value.after_cursor,
    isOver: value.end_of_stream,
  }));
}

const REJECTED_TAG = 'closed_by_merge';

/**
 * Rows of a ticket. Zendesk gives the time of the last solution and how often a ticket was reopened, not when: a ticket
 * that is solved counts from its last solution, one that was reopened and is not solved again counts as not accepted.
 */
function ticketRows(t: TicketInside, dt: string, settings: ZendeskSettings) {
  const isRejected = t.status === 'deleted' || t.tags.includes(REJECTED_TAG);
  const isSolved = !isRejected && (t.status === 'solved' || t.status === 'closed');
  const isReopened = !isSolved && (t.reopens ?? 0) > 0;
  const to = new OutcomeRows(dt, `${ZENDESK}:${settings.subdomain}:ticket:${t.id}`, t.updated);
  to.add(outcome, {
    outcome_type: 'support_ticket',
    scope: settings.subdomain,
    native_id: t.id,
    status: isRejected ? 'rejected' : isSolved ? 'accepted' : isReopened ? 'reopened' : 'open',
    work_item: `${ZENDESK}:${t.id}`,
    issue_type: t.type,
    owner_hint: t.group,
    author_actor: t.assignee,
    opened_at: t.created,
    accepted_at: isSolved ? t.solved : null,
    closed_at: isSolved ? t.solved : null,
    reopen_count: whole(t.reopens),
    review_count: whole(t.replies),
    csat: t.csat === 'good' || t.csat === 'bad' ? t.csat : null,
    customer_id: t.customer,
  });
  for (const label of new Set(t.tags)) to.add(outcomeLabel, { label });
  to.addEvidence(outcomeEvidence, [
    ...t.tags
      .filter((tag) => settings.ai_tags.includes(tag))
      .map((): AiTrace => ({ kind: 'label', tool: null, confidenceBp: 7000 })),
    ...t.sessions.map(
      (hash): AiTrace => ({ kind: 'session_id', tool: null, sessionRefHash: hash, confidenceBp: 10_000 }),
    ),
  ]);
  to.add(outcomeRelation, {
    relation: 'alias',
    target_kind: 'work_item',
    target: `${ZENDESK}:${settings.key_prefix}-${t.id}`,
    evidence: 'key',
    confidence_bp: 10_000n,
  });
  return to.rows;
}

function parse(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = insideOf<TicketsInside>(page);
  const range = rangeOf(page);
  const settings = settingsOf(context.settings);
  const rows = value.tickets.flatMap((t) => {
    const dt = monthWindowOf(t.updated, range);
    return dt === null ? [] : inOrder(ticketRows(t, dt, settings), notes);
  });
  return { rows, notes };
}

const PATH = '/api/v2/incremental/tickets/cursor.json';

function nextRequest(page: LandedPage): HttpRequest | null {
  const { isOver, next } = insideOf<TicketsInside>(page).value;
  if (isOver) return null;
  if (next === null || next === '') {
    throw new SourceDataError('the stream has not ended but gives no after_cursor', whereOf(page), 'Run again.');
  }
  return {
    method: 'GET',
    path: PATH,
    query: [
      ['cursor', next],
      ['include', 'metric_sets'],
    ],
  };
}

/** Tickets by the month they changed last in, from the incremental export. */
export const tickets: HttpStream = {
  kind: 'http',
  name: 'tickets',
  tables: [outcome, outcomeLabel, outcomeEvidence, outcomeRelation],
  window: 'month',
  repullDays: 1,
  maxDaysPerRequest: 366,
  firstRequest: (range) => ({
    method: 'GET',
    path: PATH,
    query: [
      ['start_time', String(dayNumber(range.from) * 86_400)],
      ['include', 'metric_sets'],
    ],
  }),
  atTheDoor: door,
  nextRequest,
  parse,
};
