import type { SourceDefinition } from '../source.ts';
import { incidents } from './incidents.ts';
import { pagerdutyRefusal } from './refusal.ts';
import { PAGERDUTY, pagerdutySettings } from './settings.ts';

/** Incidents of PagerDuty and the changes they came after. */
export const pagerduty: SourceDefinition = {
  name: PAGERDUTY,
  title: 'Incidents of PagerDuty',
  baseUrl: 'https://api.pagerduty.com',
  auth: {
    secret: 'PAGERDUTY_TOKEN',
    needs: 'a read-only API key',
    header: (secret) => ({
      authorization: `Token token=${secret}`,
      accept: 'application/vnd.pagerduty+json;version=2',
    }),
  },
  settings: pagerdutySettings,
  requestsPerMinute: 900,
  refusalIn: pagerdutyRefusal,
  streams: [incidents],
};
