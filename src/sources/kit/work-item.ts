import { z } from 'zod';

/** Settings that say which tracker an issue key belongs to. */
export const trackerSettings = {
  tracker: z.string().default('jira').describe('Tracker that issue keys belong to.'),
  trackers: z.record(z.string(), z.string()).default({}).describe('Tracker by key prefix: ENG: linear.'),
};

/** Normalised work item of an issue key: `jira:SHOP-311`. */
export function workItemOf(
  key: string,
  settings: { readonly tracker: string; readonly trackers: Readonly<Record<string, string>> },
): string {
  return `${settings.trackers[key.slice(0, key.indexOf('-'))] ?? settings.tracker}:${key}`;
}
