import { z } from 'zod';
import { ignored, ignoredFields, text } from '../kit/fields.ts';

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

const REFERENCE = ignoredFields('self id description iconUrl subtask avatarId hierarchyLevel entityId inward outward');
const PERSON = ignoredFields('self displayName avatarUrls active timeZone accountType emailAddress');
const CATEGORY = ignoredFields('self id colorName name');

const named = z.object({ ...REFERENCE, name: z.string() });

const issue = z.object({
  ...ignoredFields('self expand'),
  id: z.string(),
  key: z.string(),
  fields: z.object({
    issuetype: named,
    project: z.object({
      ...ignoredFields('self id name projectTypeKey simplified avatarUrls projectCategory'),
      key: z.string(),
    }),
    status: z.object({
      ...REFERENCE,
      id: text,
      name: text,
      statusCategory: z.object({ ...CATEGORY, key: z.string() }),
    }),
    resolution: named.nullish(),
    created: jiraInstant,
    updated: jiraInstant,
    labels: z.array(z.string()).nullish(),
    components: z.array(named).nullish(),
    assignee: z.object({ ...PERSON, accountId: z.string() }).nullish(),
    parent: z.object({ self: ignored, fields: ignored, id: text, key: z.string() }).nullish(),
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
export const searchAnswer = z.object({
  issues: z.array(issue),
  nextPageToken: text,
  isLast: z.boolean().nullish(),
  ...ignoredFields('names schema'),
});

/** Answer of the bulk history. */
export const historyAnswer = z.object({
  issueChangeLogs: z.array(
    z.object({
      issueId: z.string(),
      changeHistories: z.array(
        z.object({
          id: text,
          historyMetadata: ignored,
          created: jiraInstant,
          author: z.object({ ...PERSON, accountId: z.string() }).nullish(),
          items: z.array(
            z.object({
              fieldtype: ignored,
              tmpFromAccountId: ignored,
              tmpToAccountId: ignored,
              field: z.string(),
              fieldId: text,
              from: text,
              to: text,
              fromString: text,
              toString: text,
            }),
          ),
        }),
      ),
    }),
  ),
  nextPageToken: text,
});

/** Statuses of the site and their categories. */
export const statusAnswer = z.array(
  z.object({
    ...REFERENCE,
    id: z.string(),
    name: text,
    scope: ignored,
    statusCategory: z.object({ ...CATEGORY, key: z.string() }),
  }),
);
