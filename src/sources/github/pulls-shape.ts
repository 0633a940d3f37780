import { z } from 'zod';
import { instant, text } from '../kit/fields.ts';

const whole = z.int().min(0);
const login = z.object({ login: z.string() });
const actor = z.object({ login: z.string(), __typename: text }).nullable();
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: text });
const list = <T extends z.ZodType>(item: T) => z.object({ nodes: z.array(item), pageInfo });
const shortList = <T extends z.ZodType>(item: T) => z.object({ nodes: z.array(item) });

const commit = z.object({
  oid: z.string(),
  message: z.string(),
  committedDate: instant,
  parents: z.object({ totalCount: whole }),
  authors: shortList(z.object({ email: text, user: login.nullish() })),
  statusCheckRollup: z.object({ state: z.string() }).nullish(),
});

/** Commits of a page. */
export const commits = list(z.object({ commit }));

/** Files of a page. */
export const files = list(z.object({ path: z.string(), additions: whole, deletions: whole }));

/** A pull request as the query asks for it. */
export const pull = z.object({
  id: z.string(),
  number: whole,
  title: z.string(),
  body: text,
  state: z.string(),
  isDraft: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  mergedAt: instant.nullable(),
  closedAt: instant.nullable(),
  author: actor,
  assignees: shortList(login),
  baseRefName: z.string(),
  headRefName: z.string(),
  additions: whole,
  deletions: whole,
  changedFiles: whole,
  mergeCommit: z.object({ oid: z.string(), message: text }).nullable(),
  labels: shortList(z.object({ name: z.string() })).nullable(),
  closingIssuesReferences: shortList(
    z.object({ number: whole, repository: z.object({ nameWithOwner: z.string() }) }),
  ).nullable(),
  reviews: shortList(
    z.object({
      id: z.string(),
      state: z.string(),
      submittedAt: instant.nullable(),
      author: actor,
      commit: z.object({ oid: z.string() }).nullish(),
      comments: z.object({ totalCount: whole }),
    }),
  ).nullable(),
  commits,
  files: files.nullable(),
  timelineItems: shortList(z.object({ __typename: z.string(), createdAt: instant.nullish() })),
});

const rateLimit = z.unknown().optional();

/** Answer of the query for pull requests. */
export const pullsAnswer = z.object({
  data: z.object({
    repository: z.object({
      nameWithOwner: z.string(),
      defaultBranchRef: z.object({ name: z.string() }).nullable(),
      pullRequests: list(pull),
    }),
    rateLimit,
  }),
});

/** Answer of a query for further commits or files. */
export const moreAnswer = z.object({
  data: z.object({ node: z.object({ commits: commits.optional(), files: files.nullish() }) }),
});
