import type { SourceDefinition } from '../source.ts';
import { issues } from './issues.ts';
import { JIRA, jiraSettings } from './settings.ts';

/** Work items of Jira Cloud with the history of their status. */
export const jira: SourceDefinition = {
  name: JIRA,
  title: 'Work items of Jira Cloud projects',
  auth: {
    secret: 'JIRA_TOKEN',
    needs: 'an account that may browse the projects, written `email:api token`, or an OAuth token',
    header: (secret) => ({
      authorization: secret.includes(':')
        ? `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`
        : `Bearer ${secret}`,
    }),
  },
  settings: jiraSettings,
  streams: [issues],
};
