import type { DayRange, HttpRequest } from '../source.ts';
import type { LinearSettings } from './settings.ts';

const SESSIONS = `query($after: String, $first: Int!) {
  agentSessions(first: $first, after: $after, orderBy: updatedAt) {
    nodes { id status createdAt updatedAt url creator { id email } appUser { id name } issue { id } pullRequest { url } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const ISSUES = `query($filter: IssueFilter, $after: String, $first: Int!) {
  issues(filter: $filter, first: $first, after: $after, orderBy: updatedAt, includeArchived: true) {
    nodes {
      id identifier previousIdentifiers branchName createdAt updatedAt startedAt completedAt canceledAt
      team { id key } state { id type } assignee { id email } delegate { id name } parent { id }
      labels(first: 20) { nodes { name } }
      attachments(first: 20) { nodes { url sourceType } }
      releases(first: 5) { nodes { commitSha completedAt } }
      history(first: 50) { nodes { createdAt actorId fromState { type } toState { type } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** An agent session without names and texts, as it is carried to the issues. */
export interface SessionInside {
  readonly id: string;
  readonly updatedAt: string;
  readonly issue: string | null;
  readonly tool: string | null;
  readonly principal: string | null;
  readonly hashes: readonly string[];
  readonly pull: string | null;
}

/** What later pages of a chain know: sessions seen so far. */
export interface Carry {
  readonly what: 'sessions' | 'issues';
  readonly first: number;
  readonly team: string;
  readonly sessions: readonly SessionInside[];
}

const post = (query: string, variables: Record<string, unknown>, carry: Carry): HttpRequest => ({
  method: 'POST',
  path: '/graphql',
  query: [],
  body: { query, variables },
  carry,
});

/** Page of agent sessions, latest change first. */
export function sessionsRequest(settings: Pick<LinearSettings, 'unit' | 'page_size'>): HttpRequest {
  const { unit: team, page_size: first } = settings;
  return post(SESSIONS, { after: null, first }, { what: 'sessions', first, team, sessions: [] });
}

/** Page of a team's issues that changed in the range, archived ones included. */
export function issuesRequest(range: DayRange, carry: Omit<Carry, 'what'>): HttpRequest {
  const filter = { updatedAt: { gte: `${range.from}T00:00:00.000Z` }, team: { key: { eq: carry.team } } };
  return post(ISSUES, { filter, after: null, first: carry.first }, { ...carry, what: 'issues' });
}

/** The same request after a cursor. */
export function after(request: HttpRequest, cursor: string, carry: Carry): HttpRequest {
  const { query, variables } = request.body as { query: string; variables: Record<string, unknown> };
  return post(query, { ...variables, after: cursor }, carry);
}
