import { z } from 'zod';
import { bareSessionId, sessionRefHash } from '../../core/outcomes/ai-traces.ts';
import { pullOf } from '../../core/outcomes/pull-url.ts';
import { type LetIn, letIn } from '../kit/door.ts';
import { instant, text } from '../kit/fields.ts';
import type { LandedPage, ParseContext } from '../source.ts';
import type { SessionInside } from './query.ts';

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: text });
const list = <T extends z.ZodType>(item: T) => z.object({ nodes: z.array(item) });
const person = z.object({ id: z.string(), email: text }).nullish();
const when = instant.nullish();

const session = z.object({
  id: z.string(),
  status: text,
  createdAt: instant,
  updatedAt: instant,
  url: text,
  creator: person,
  appUser: z.object({ id: z.string(), name: text }).nullish(),
  issue: z.object({ id: z.string() }).nullish(),
  pullRequest: z.object({ url: text }).nullish(),
});

const sessionsAnswer = z.object({ data: z.object({ agentSessions: z.object({ nodes: z.array(session), pageInfo }) }) });

const issue = z.object({
  id: z.string(),
  identifier: z.string(),
  previousIdentifiers: z.array(z.string()).nullish(),
  branchName: text,
  createdAt: instant,
  updatedAt: instant,
  startedAt: when,
  completedAt: when,
  canceledAt: when,
  team: z.object({ id: z.string(), key: z.string() }),
  state: z.object({ id: z.string(), type: z.string() }),
  assignee: person,
  delegate: z.object({ id: z.string(), name: text }).nullish(),
  parent: z.object({ id: z.string() }).nullish(),
  labels: list(z.object({ name: z.string() })),
  attachments: list(z.object({ url: z.string(), sourceType: text })),
  releases: list(z.object({ commitSha: text, completedAt: when })).nullish(),
  history: list(
    z.object({
      createdAt: instant,
      actorId: text,
      fromState: z.object({ type: z.string() }).nullish(),
      toState: z.object({ type: z.string() }).nullish(),
    }),
  ),
});

const issuesAnswer = z.object({ data: z.object({ issues: z.object({ nodes: z.array(issue), pageInfo }) }) });

type RawIssue = z.output<typeof issue>;

/** An issue without title, names and addresses. */
export interface IssueInside extends Omit<RawIssue, 'assignee' | 'delegate' | 'attachments' | 'history'> {
  readonly assignee: string | null;
  readonly delegate: string | null;
  /** Pull requests among the attachments, as outcome ids. */
  readonly pulls: readonly string[];
  readonly history: readonly {
    readonly at: string;
    readonly actor: string | null;
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

export interface IssuesInside {
  readonly issues: readonly IssueInside[];
  readonly next: string | null;
}

export interface SessionsInside {
  readonly sessions: readonly SessionInside[];
  readonly next: string | null;
}

const toolOf = (name: string | null | undefined): string | null =>
  name == null
    ? null
    : name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '') || null;

const personOf = (who: { id: string; email: string | null } | null | undefined, context: ParseContext) =>
  who == null ? null : who.email === null ? context.pseudonym('login', who.id) : context.pseudonym('email', who.email);

const nextOf = (info: z.output<typeof pageInfo>) => (info.hasNextPage ? (info.endCursor ?? '') : null);

/** Lets a page of agent sessions in. */
export function sessionsDoor(page: LandedPage, context: ParseContext): LetIn<SessionsInside> {
  return letIn(sessionsAnswer, page, ({ data: { agentSessions } }) => ({
    sessions: agentSessions.nodes.map((s) => ({
      id: s.id,
      updatedAt: s.updatedAt,
      issue: s.issue?.id ?? null,
      tool: toolOf(s.appUser?.name),
      principal: personOf(s.creator, context),
      hashes: [...new Set([...(s.url === null ? [] : [bareSessionId(s.url)]), s.id])].map(sessionRefHash),
      pull: pullOf(s.pullRequest?.url),
    })),
    next: nextOf(agentSessions.pageInfo),
  }));
}

/** Lets a page of issues in. */
export function issuesDoor(page: LandedPage, context: ParseContext): LetIn<IssuesInside> {
  return letIn(issuesAnswer, page, ({ data: { issues } }) => ({
    issues: issues.nodes.map(({ assignee, delegate, attachments, history, ...rest }) => ({
      ...rest,
      assignee: personOf(assignee, context),
      delegate: toolOf(delegate?.name),
      pulls: attachments.nodes.map((a) => pullOf(a.url)).filter((p) => p !== null),
      history: history.nodes.map((h) => ({
        at: h.createdAt,
        actor: h.actorId === null ? null : context.pseudonym('login', h.actorId),
        from: h.fromState?.type ?? null,
        to: h.toState?.type ?? null,
      })),
    })),
    next: nextOf(issues.pageInfo),
  }));
}
