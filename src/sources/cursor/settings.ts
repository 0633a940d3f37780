import { z } from 'zod';
import { repoOf } from '../../core/repo-key.ts';

/** Name of the source, provider of its actors and tool of its rows. */
export const CURSOR = 'cursor';

/** Settings of a Cursor connection. */
export const cursorSettings = z.strictObject({
  code_host: z
    .string()
    .default('github.com')
    .describe('Code host of repositories that Cursor names owner/name: the repository key is made of it.'),
  page_size: z.int().min(1).max(1000).default(500).describe('Commits per request.'),
  secret: z.string().optional().describe('Environment variable that holds the admin API key.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day whose commits are read.'),
});

export type CursorSettings = z.output<typeof cursorSettings>;

/** The settings of a connection. */
export function settingsOf(settings: Readonly<Record<string, unknown>>): CursorSettings {
  return settings as unknown as CursorSettings;
}

/**
 * Repository key of a repository as Cursor names it: `owner/name` lies on the connection's code host, an address says its
 * own. NULL for a bare folder name, which may be anything.
 */
export function keyOfRepo(name: string | null, settings: CursorSettings): string | null {
  const plain = name?.trim() ?? '';
  if (/^[\w.-]+\/[\w.-]+$/.test(plain)) return repoOf(`https://${settings.code_host}/${plain}`);
  return /[/:]/.test(plain) ? repoOf(plain) : null;
}
