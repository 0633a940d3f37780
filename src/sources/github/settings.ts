import { z } from 'zod';
import { repoOf } from '../../core/repo-key.ts';
import { trackerSettings } from '../kit/work-item.ts';

/** Name of the source and start of its outcome ids. */
export const GITHUB = 'github';

/** Settings of a GitHub connection. */
export const githubSettings = z.strictObject({
  repos: z
    .array(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'write a repository as owner/name'))
    .min(1, 'name at least one repository')
    .describe('Repositories to read, owner/name; each may fail without the others.'),
  host: z.string().default('github.com').describe('Host in the URLs of remotes: the repository key is made of it.'),
  base_branches: z.array(z.string()).default([]).describe('Branches beside the default one where a merge accepts.'),
  production: z.array(z.string()).default(['production', 'prod', 'live']).describe('Names of production.'),
  ...trackerSettings,
  ai_labels: z.array(z.string()).default([]).describe('Labels that declare the help of AI.'),
  page_size: z.int().min(1).max(100).default(25).describe('Pull requests per request; fewer where requests time out.'),
  secret: z.string().optional().describe('Environment variable that holds the token.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day whose changes are read.'),
});

/** Settings of one repository of a connection. */
export type GithubSettings = z.output<typeof githubSettings> & { readonly unit: string };

/** The settings of a connection read for one repository. */
export function settingsOf(settings: Readonly<Record<string, unknown>>): GithubSettings {
  return settings as unknown as GithubSettings;
}

/** Repository key of a repository on the connection's host. */
export function keyOfRepo(repo: string, settings: GithubSettings): string {
  return repoOf(`https://${settings.host}/${repo}`)!;
}
