import type { z } from 'zod';
import { type AiTrace, addressTrace, isBotLogin, loginTrace, textTraces } from '../../core/outcomes/ai-traces.ts';
import { isGenerated } from '../../core/outcomes/generated-files.ts';
import { branchKeys, revertedByBranch, type TextRefs, textRefs } from '../../core/outcomes/text-refs.ts';
import { whereOf } from '../kit/answer.ts';
import { type LetIn, letIn } from '../kit/door.ts';
import { type LandedPage, type ParseContext, SourceDataError } from '../source.ts';
import {
  type commits as commitsShape,
  type files as filesShape,
  moreAnswer,
  type pull as pullShape,
  pullsAnswer,
} from './pulls-shape.ts';

type RawPull = z.output<typeof pullShape>;
type RawCommits = z.output<typeof commitsShape>['nodes'];
type RawFiles = z.output<typeof filesShape>['nodes'];

/** A commit without its message and its author's name and address. */
export interface CommitInside {
  readonly sha: string;
  readonly at: string;
  readonly author: string | null;
  readonly isBot: boolean | null;
  readonly isMerge: boolean;
  readonly check: string | null;
  readonly traces: readonly AiTrace[];
  readonly revertedShas: readonly string[];
  readonly fixedShas: readonly string[];
  /** Human co-authors. */
  readonly humans: readonly string[];
}

/** A file by the keyed hash of its path. */
export interface FileInside {
  readonly hash: string;
  readonly added: number;
  readonly deleted: number;
  readonly isGenerated: boolean;
}

/** A pull request without title, body, names and logins, and with what was derived of them. */
export interface PullInside
  extends Omit<RawPull, 'title' | 'body' | 'author' | 'assignees' | 'reviews' | 'commits' | 'files' | 'mergeCommit'> {
  readonly author: string | null;
  readonly authorIsBot: boolean | null;
  readonly assignees: readonly string[];
  readonly titleType: string | null;
  readonly keys: readonly string[];
  readonly revertedPulls: TextRefs['revertedPulls'];
  readonly revertedByBranch: number | null;
  /** Traces in the body and of the author. */
  readonly traces: readonly AiTrace[];
  readonly merge: {
    readonly sha: string;
    readonly traces: readonly AiTrace[];
    readonly revertedShas: readonly string[];
  } | null;
  readonly reviews: readonly {
    readonly id: string;
    readonly reviewer: string | null;
    readonly isBot: boolean;
    readonly isAuthor: boolean;
    readonly state: string;
    readonly sha: string | null;
    readonly submittedAt: string | null;
    readonly comments: number;
  }[];
  readonly commits: readonly CommitInside[];
  readonly commitsNext: string | null;
  readonly files: readonly FileInside[];
  readonly filesNext: string | null;
}

/** What is let in of a page of pull requests. */
export interface PullsInside {
  readonly repository: string;
  readonly defaultBranch: string | null;
  readonly pulls: readonly PullInside[];
  readonly next: string | null;
}

/** What is let in of a page of further commits or files. */
export interface MoreInside {
  readonly commits: readonly CommitInside[];
  readonly files: readonly FileInside[];
  readonly next: string | null;
}

const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\./;

/** Pseudonym of who stands in a commit: the account, the account of a no-reply address, else the address. */
function personIn(author: RawCommits[number]['commit']['authors']['nodes'][number], context: ParseContext) {
  const login = author.user?.login ?? NO_REPLY.exec(author.email ?? '')?.[1];
  if (login !== undefined) return { actor: context.pseudonym('login', login), isBot: isBotLogin(login) };
  if (author.email === null || author.email.trim() === '') return null;
  return { actor: context.pseudonym('email', author.email), isBot: addressTrace(author.email) !== null };
}

function commitInside({ commit }: RawCommits[number], context: ParseContext): CommitInside {
  const refs = textRefs(commit.message);
  const people = commit.authors.nodes.map((author) => personIn(author, context));
  const addresses = commit.authors.nodes.map((a) => addressTrace(a.email ?? '')).filter((t) => t !== null);
  const state = commit.statusCheckRollup?.state.toLowerCase() ?? null;
  return {
    sha: commit.oid.toLowerCase(),
    at: commit.committedDate,
    author: people[0]?.actor ?? null,
    isBot: people[0]?.isBot ?? null,
    isMerge: commit.parents.totalCount > 1,
    check: state === 'error' ? 'failure' : state === 'expected' ? 'pending' : state,
    traces: [...textTraces(commit.message), ...addresses],
    revertedShas: refs.revertedShas,
    fixedShas: refs.fixedShas,
    humans: people.flatMap((p) => (p === null || p.isBot ? [] : [p.actor])),
  };
}

function fileInside(file: RawFiles[number], context: ParseContext): FileInside {
  if (context.digest === undefined) throw new Error('paths are hashed with the project key, and none was given');
  const { path, additions: added, deletions: deleted } = file;
  return { hash: context.digest(path), added, deleted, isGenerated: isGenerated(path) };
}

function pullInside(pull: RawPull, context: ParseContext): PullInside {
  const { title, body, author, assignees, reviews, commits, files, mergeCommit, ...rest } = pull;
  const refs = textRefs(`${title}\n\n${body ?? ''}`);
  const byBranch = title.startsWith('Revert "') ? revertedByBranch(pull.headRefName) : null;
  const agent = author === null ? null : loginTrace(author.login);
  const isBot = (who: { login: string; __typename: string | null }) =>
    who.__typename === 'Bot' || isBotLogin(who.login);
  return {
    ...rest,
    author: author === null ? null : context.pseudonym('login', author.login),
    authorIsBot: author === null ? null : isBot(author),
    assignees: assignees.nodes.map(({ login }) => context.pseudonym('login', login)),
    titleType: refs.titleType,
    keys: [...new Set([...branchKeys(pull.headRefName), ...refs.keys])],
    revertedPulls: refs.revertedPulls,
    revertedByBranch: byBranch,
    traces: [...textTraces(body ?? ''), ...(agent === null ? [] : [agent])],
    merge:
      mergeCommit === null
        ? null
        : {
            sha: mergeCommit.oid.toLowerCase(),
            traces: textTraces(mergeCommit.message ?? ''),
            revertedShas: textRefs(mergeCommit.message ?? '').revertedShas,
          },
    reviews: (reviews?.nodes ?? []).map((r) => ({
      id: r.id,
      reviewer: r.author === null ? null : context.pseudonym('login', r.author.login),
      isBot: r.author !== null && isBot(r.author),
      isAuthor: r.author !== null && r.author.login === author?.login,
      state: r.state.toLowerCase(),
      sha: r.commit?.oid.toLowerCase() ?? null,
      submittedAt: r.submittedAt,
      comments: r.comments.totalCount,
    })),
    commits: commits.nodes.map((c) => commitInside(c, context)),
    commitsNext: commits.pageInfo.hasNextPage ? cursorIn(commits.pageInfo.endCursor) : null,
    files: (files?.nodes ?? []).map((f) => fileInside(f, context)),
    filesNext: files?.pageInfo.hasNextPage ? cursorIn(files.pageInfo.endCursor) : null,
  };
}

function cursorIn(cursor: string | null, where = 'a list of a pull request'): string {
  if (cursor !== null && cursor !== '') return cursor;
  throw new SourceDataError('the answer says there are more pages but gives no endCursor', where, 'Run again.');
}

/** Lets a page of pull requests in. */
export function pullsDoor(page: LandedPage, context: ParseContext): LetIn<PullsInside> {
  return letIn(pullsAnswer, page, ({ data: { repository } }) => ({
    repository: repository.nameWithOwner,
    defaultBranch: repository.defaultBranchRef?.name ?? null,
    pulls: repository.pullRequests.nodes.map((pull) => pullInside(pull, context)),
    next: repository.pullRequests.pageInfo.hasNextPage
      ? cursorIn(repository.pullRequests.pageInfo.endCursor, whereOf(page))
      : null,
  }));
}

/** Lets a page of further commits or files in. */
export function moreDoor(page: LandedPage, context: ParseContext): LetIn<MoreInside> {
  return letIn(moreAnswer, page, ({ data: { node } }) => {
    const info = node.commits?.pageInfo ?? node.files?.pageInfo;
    return {
      commits: (node.commits?.nodes ?? []).map((c) => commitInside(c, context)),
      files: (node.files?.nodes ?? []).map((f) => fileInside(f, context)),
      next: info?.hasNextPage ? cursorIn(info.endCursor, whereOf(page)) : null,
    };
  });
}
