import type { HttpRequest } from '../source.ts';
import type { GithubSettings } from './settings.ts';

const COMMIT =
  'oid message committedDate parents { totalCount } authors(first: 5) { nodes { email user { login } } } statusCheckRollup { state }';

/** One page of pull requests with all that belongs to them; newest change first. */
const PULLS = `query($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    defaultBranchRef { name }
    pullRequests(first: $first, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      nodes {
        id number title body state isDraft createdAt updatedAt mergedAt closedAt
        author { login __typename }
        assignees(first: 5) { nodes { login } }
        baseRefName headRefName additions deletions changedFiles
        mergeCommit { oid message }
        labels(first: 20) { nodes { name } }
        closingIssuesReferences(first: 3) { nodes { number repository { nameWithOwner } } }
        reviews(first: 50) { nodes { id state submittedAt author { login __typename } commit { oid } comments { totalCount } } }
        commits(first: 100) { nodes { commit { ${COMMIT} } } pageInfo { hasNextPage endCursor } }
        files(first: 100) { nodes { path additions deletions } pageInfo { hasNextPage endCursor } }
        timelineItems(first: 30, itemTypes: [READY_FOR_REVIEW_EVENT, CLOSED_EVENT, REOPENED_EVENT]) { nodes { __typename ... on ReadyForReviewEvent { createdAt } ... on ClosedEvent { createdAt } ... on ReopenedEvent { createdAt } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
  rateLimit { cost remaining resetAt }
}`;

/** Further commits of one pull request. */
const MORE_COMMITS = `query($id: ID!, $after: String!) {
  node(id: $id) { ... on PullRequest { commits(first: 100, after: $after) { nodes { commit { ${COMMIT} } } pageInfo { hasNextPage endCursor } } } }
}`;

/** Further files of one pull request. */
const MORE_FILES = `query($id: ID!, $after: String!) {
  node(id: $id) { ... on PullRequest { files(first: 100, after: $after) { nodes { path additions deletions } pageInfo { hasNextPage endCursor } } } }
}`;

/** A GraphQL request. */
export function graphql(query: string, variables: Readonly<Record<string, unknown>>, carry?: unknown): HttpRequest {
  const request = { method: 'POST', path: '/graphql', query: [], body: { query, variables } } as const;
  return carry === undefined ? request : { ...request, carry };
}

/** Page of pull requests of the connection's repository. */
export function pullsRequest(settings: GithubSettings, after: string | null = null): HttpRequest {
  const [owner, name] = settings.unit.split('/');
  return graphql(PULLS, { owner, name, first: settings.page_size, after });
}

/** What a request for more of a pull request knows of it: `dt`, outcome, version, and how much was read before. */
export interface MoreOf {
  readonly what: 'commits' | 'files';
  readonly id: string;
  readonly dt: string;
  readonly outcomeId: string;
  readonly versionAt: string;
  readonly read: number;
}

/** Page of further commits or files. */
export function moreRequest(of: MoreOf, after: string): HttpRequest {
  return graphql(of.what === 'commits' ? MORE_COMMITS : MORE_FILES, { id: of.id, after }, of);
}
