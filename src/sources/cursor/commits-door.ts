import { z } from 'zod';
import { type LetIn, letIn } from '../kit/door.ts';
import { ignoredFields, instant, text } from '../kit/fields.ts';
import type { LandedPage, ParseContext } from '../source.ts';
import { keyOfRepo, settingsOf } from './settings.ts';

const lines = z.int().min(0);

const commit = z.object({
  commitHash: z.string(),
  userId: text,
  userEmail: text,
  repoName: text,
  branchName: text,
  tabLinesAdded: lines,
  composerLinesAdded: lines,
  nonAiLinesAdded: lines.nullish(),
  commitTs: instant.nullish(),
  createdAt: instant,
  ...ignoredFields(
    'isPrimaryBranch commitSource totalLinesAdded totalLinesDeleted tabLinesDeleted composerLinesDeleted nonAiLinesDeleted message',
  ),
});

const answer = z.object({ items: z.array(commit), totalCount: lines, page: z.int().min(1), pageSize: z.int().min(1) });

/** A commit without its message, its person by pseudonym, its repository by key. */
export interface CommitInside {
  readonly sha: string;
  readonly actor: string | null;
  readonly repo: string | null;
  readonly branch: string | null;
  readonly aiLines: number;
  readonly otherLines: number | null;
  readonly committedAt: string | null;
  readonly countedAt: string;
}

export interface CommitsInside {
  readonly commits: readonly CommitInside[];
  readonly total: number;
  readonly page: number;
  readonly size: number;
}

/** The e-mail names a person in every answer of the vendor; its ids come in two forms. */
function actorOf(email: string | null, id: string | null, context: ParseContext): string | null {
  const address = email?.trim().toLowerCase() ?? '';
  if (address !== '') return context.pseudonym('email', address);
  return id === null || id === '' ? null : context.pseudonym('login', id);
}

/** Lets a page of commits in. */
export function commitsDoor(page: LandedPage, context: ParseContext): LetIn<CommitsInside> {
  const settings = settingsOf(context.settings);
  return letIn(answer, page, ({ items, totalCount, page: number, pageSize }) => ({
    commits: items.map((c) => ({
      sha: c.commitHash.trim().toLowerCase(),
      actor: actorOf(c.userEmail, c.userId, context),
      repo: keyOfRepo(c.repoName, settings),
      branch: c.branchName,
      aiLines: c.tabLinesAdded + c.composerLinesAdded,
      otherLines: c.nonAiLinesAdded ?? null,
      committedAt: c.commitTs ?? null,
      countedAt: c.createdAt,
    })),
    total: totalCount,
    page: number,
    size: pageSize,
  }));
}
