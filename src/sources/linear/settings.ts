import { z } from 'zod';

/** Name of the source and start of its outcome ids. */
export const LINEAR = 'linear';

/** Settings of a Linear connection. */
export const linearSettings = z.strictObject({
  org: z.string().min(1, 'name the workspace as in its URLs').describe('Workspace, part of outcome ids.'),
  teams: z.array(z.string()).min(1, 'name at least one team key').describe('Team keys to read: ENG.'),
  knowledge: z.array(z.string()).default(['spike', 'research', 'adr']).describe('Labels that mean knowledge.'),
  incident: z.array(z.string()).default(['incident']).describe('Labels that mean an incident.'),
  agent_sessions: z.boolean().default(true).describe('Ask for agent sessions; false where the workspace has none.'),
  page_size: z.int().min(1).max(250).default(50).describe('Issues per request.'),
  secret: z.string().optional().describe('Environment variable that holds the API key or `Bearer` and a token.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day whose changes are read.'),
});

/** Settings of one team of a connection. */
export type LinearSettings = z.output<typeof linearSettings> & { readonly unit: string };

export function settingsOf(settings: Readonly<Record<string, unknown>>): LinearSettings {
  return settings as unknown as LinearSettings;
}
