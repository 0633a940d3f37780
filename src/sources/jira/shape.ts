import { z } from 'zod';
import { text } from '../kit/fields.ts';

/** An instant as Jira writes it: `2026-10-14T15:02:11.000+0000`, other offsets, or an epoch in seconds or milliseconds. */
export const jiraInstant = z.unknown().transform((value, context): string => {
  let milliseconds = Number.NaN;
  if (typeof value === 'number') milliseconds = value < 100_000_000_000 ? value * 1000 : value;
  else if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(value))
    milliseconds = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  else if (typeof value === 'string' && /^\d{9,13}$/.test(value))
    milliseconds = Number(value) < 100_000_000_000 ? Number(value) * 1000 : Number(value);
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString();
  context.addIssue({ code: 'custom', message: `expected an instant, found ${JSON.stringify(value ?? null)}` });
  return z.NEVER;
});

const named = z.object({ name: z.string() });

const issue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({
    issuetype: named,
    project: z.object({ key: z.string() }),
    status: z.object({ id: text, name: text, statusCategory: z.object({ key: z.string() }) }),
    resolution: named.nullish(),
    created: jiraInstant,
    updated: jiraInstant,
    labels: z.array(z.string()).nullish(),
    components: z.array(named).nullish(),
    assignee: z.object({ accountId: z.string() }).nullish(),
    parent: z.object({ id: text, key: z.string() }).nullish(),
    issuelinks: z
      .array(
        z.object({
          type: named,
          outwardIssue: z.object({ id: z.string() }).nullish(),
          inwardIssue: z.object({ id: z.string() }).nullish(),
        }),
      )
      .nullish(),
  }),
});

/** Answer of the search. */
export const searchAnswer = z.object({ issues: z.array(issue), nextPageToken: text, isLast: z.boolean().nullish() });

/** Answer of the bulk history. */
export const historyAnswer = z.object({
  issueChangeLogs: z.array(
    z.object({
      issueId: z.string(),
      changeHistories: z.array(
        z.object({
          id: text,
          created: jiraInstant,
          author: z.object({ accountId: z.string() }).nullish(),
          items: z.array(
            z.object({ field: z.string(), fieldId: text, from: text, to: text, fromString: text, toString: text }),
          ),
        }),
      ),
    }),
  ),
  nextPageToken: text,
});

/** Statuses of the site and their categories. */
export const statusAnswer = z.array(
  z.object({ id: z.string(), name: text, statusCategory: z.object({ key: z.string() }) }),
);
