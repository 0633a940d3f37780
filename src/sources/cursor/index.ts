import type { SourceDefinition } from '../source.ts';
import { commits } from './commits.ts';
import { CURSOR, cursorSettings } from './settings.ts';

/** What Cursor's team APIs tell. */
export const cursor: SourceDefinition = {
  name: CURSOR,
  title: 'Commits of a Cursor team with their lines by AI',
  baseUrl: 'https://api.cursor.com',
  auth: {
    secret: 'CURSOR_API_KEY',
    needs: 'an admin API key of a team whose plan has AI code tracking (Enterprise)',
    header: (secret) => ({ authorization: `Basic ${Buffer.from(`${secret}:`, 'utf8').toString('base64')}` }),
  },
  settings: cursorSettings,
  // The strictest limit anybody was told for the code tracking endpoints.
  requestsPerMinute: 5,
  streams: [commits],
};
