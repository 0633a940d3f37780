import { z } from 'zod';

/** Name of the source and start of its outcome ids. */
export const JIRA = 'jira';

const words = (names: readonly string[]) => z.array(z.string()).default([...names]);

/** Settings of a Jira connection. */
export const jiraSettings = z.strictObject({
  site: z.string().min(1, 'name the site: acme for acme.atlassian.net').describe('Site name, part of outcome ids.'),
  projects: z.array(z.string()).min(1, 'name at least one project key').describe('Project keys to read.'),
  rejected: words(["won't do", "won't fix", 'duplicate', 'cannot reproduce', 'declined', 'invalid']).describe(
    'Resolutions that mean rejected.',
  ),
  knowledge: words(['spike', 'research', 'adr']).describe('Issue types and labels that mean knowledge.'),
  incident: words(['incident']).describe('Issue types and labels that mean an incident.'),
  fixes_links: z.array(z.string()).default([]).describe('Names of issue links that mean: repairs the other.'),
  ai_labels: z.array(z.string()).default([]).describe('Labels that declare the help of AI.'),
  page_size: z.int().min(1).max(1000).default(200).describe('Issues per request.'),
  secret: z.string().optional().describe('Environment variable that holds `email:token` or an OAuth token.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day whose changes are read.'),
});

/** Settings of one project of a connection. */
export type JiraSettings = z.output<typeof jiraSettings> & { readonly unit: string };

export function settingsOf(settings: Readonly<Record<string, unknown>>): JiraSettings {
  return settings as unknown as JiraSettings;
}
