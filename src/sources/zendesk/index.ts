import type { SourceDefinition } from '../source.ts';
import { ZENDESK, zendeskSettings } from './settings.ts';
import { tickets } from './tickets.ts';

/** Support tickets of Zendesk. */
export const zendesk: SourceDefinition = {
  name: ZENDESK,
  title: 'Support tickets of Zendesk',
  auth: {
    secret: 'ZENDESK_TOKEN',
    needs: 'an administrator, written `email/token:api token`, or an OAuth token',
    header: (secret) => ({
      authorization: secret.includes(':')
        ? `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`
        : `Bearer ${secret}`,
    }),
  },
  settings: zendeskSettings,
  requestsPerMinute: 10,
  streams: [tickets],
};
