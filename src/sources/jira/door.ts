import type { z } from 'zod';
import { type LetIn, letIn } from '../kit/door.ts';
import type { LandedPage, ParseContext } from '../source.ts';
import { historyAnswer, searchAnswer } from './shape.ts';

/** An issue without summary, names and texts. */
export interface IssueInside {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly issueType: string;
  readonly category: string;
  readonly resolution: string | null;
  readonly created: string;
  readonly updated: string;
  readonly labels: readonly string[];
  readonly components: readonly string[];
  readonly assignee: string | null;
  readonly parentId: string | null;
  readonly parentKey: string | null;
  readonly links: readonly { readonly type: string; readonly outward: string | null }[];
}

/** A change of status or of key. */
export interface ChangeInside {
  readonly issueId: string;
  readonly at: string;
  readonly actor: string | null;
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface SearchInside {
  readonly issues: readonly IssueInside[];
  readonly next: string | null;
}

export interface HistoryInside {
  readonly changes: readonly ChangeInside[];
  readonly next: string | null;
}

const issueInside = (issue: z.output<typeof searchAnswer>['issues'][number], context: ParseContext): IssueInside => {
  const { id, key, fields } = issue;
  return {
    id,
    key,
    project: fields.project.key,
    issueType: fields.issuetype.name,
    category: fields.status.statusCategory.key,
    resolution: fields.resolution?.name ?? null,
    created: fields.created,
    updated: fields.updated,
    labels: fields.labels ?? [],
    components: (fields.components ?? []).map((c) => c.name),
    assignee: fields.assignee == null ? null : context.pseudonym('login', fields.assignee.accountId),
    parentId: fields.parent?.id ?? null,
    parentKey: fields.parent?.key ?? null,
    links: (fields.issuelinks ?? []).map((l) => ({ type: l.type.name, outward: l.outwardIssue?.id ?? null })),
  };
};

/** Lets a page of issues in. */
export function searchDoor(page: LandedPage, context: ParseContext): LetIn<SearchInside> {
  return letIn(searchAnswer, page, ({ issues, nextPageToken, isLast }) => ({
    issues: issues.map((issue) => issueInside(issue, context)),
    next: isLast === true || nextPageToken === '' ? null : nextPageToken,
  }));
}

/** Lets a page of histories in: changes of status, resolution and key. */
export function historyDoor(page: LandedPage, context: ParseContext): LetIn<HistoryInside> {
  return letIn(historyAnswer, page, ({ issueChangeLogs, nextPageToken }) => ({
    changes: issueChangeLogs.flatMap(({ issueId, changeHistories }) =>
      changeHistories.flatMap(({ created, author, items }) =>
        items
          .filter((item) => item.field === 'status' || item.field === 'Key')
          .map(
            (item): ChangeInside => ({
              issueId,
              at: created,
              actor: author == null ? null : context.pseudonym('login', author.accountId),
              field: item.field,
              from: item.field === 'Key' ? item.fromString : item.from,
              to: item.field === 'Key' ? item.toString : item.to,
            }),
          ),
      ),
    ),
    next: nextPageToken === '' ? null : nextPageToken,
  }));
}
