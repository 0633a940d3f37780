import { z } from 'zod';

/** Name of the source and start of its outcome ids. */
export const ZENDESK = 'zendesk';

/** Settings of a Zendesk connection. */
export const zendeskSettings = z.strictObject({
  subdomain: z.string().min(1, 'name the subdomain: acme for acme.zendesk.com').describe('Part of outcome ids.'),
  ai_tags: z.array(z.string()).default(['ai_resolved', 'ai_assisted']).describe('Tags that declare the help of AI.'),
  session_fields: z.array(z.int()).default([]).describe('Custom fields that hold a session or run id.'),
  external_id_is_session: z.boolean().default(false).describe('True where external_id holds a session or run id.'),
  key_prefix: z.string().default('ZD').describe('Prefix with which sessions name tickets: ZD-9001.'),
  secret: z.string().optional().describe('Environment variable that holds the token.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day whose changes are read.'),
});

export type ZendeskSettings = z.output<typeof zendeskSettings>;

export function settingsOf(settings: Readonly<Record<string, unknown>>): ZendeskSettings {
  return settings as unknown as ZendeskSettings;
}
