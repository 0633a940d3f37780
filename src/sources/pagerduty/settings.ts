import { z } from 'zod';

/** Name of the source and start of its outcome ids. */
export const PAGERDUTY = 'pagerduty';

/** Settings of a PagerDuty connection. */
export const pagerdutySettings = z.strictObject({
  account: z.string().min(1, 'name the account: acme for acme.pagerduty.com').describe('Part of outcome ids.'),
  services: z
    .record(z.string(), z.string())
    .default({})
    .describe('URL of the repository of each service id: PSHOP: https://github.com/acme/shop.'),
  change_events: z.boolean().default(true).describe('Ask which changes an incident came after; depends on the plan.'),
  secret: z.string().optional().describe('Environment variable that holds the key.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day whose incidents are read.'),
});

export type PagerdutySettings = z.output<typeof pagerdutySettings>;

export function settingsOf(settings: Readonly<Record<string, unknown>>): PagerdutySettings {
  return settings as unknown as PagerdutySettings;
}
