import type { SourceDefinition } from '../source.ts';
import { issues } from './issues.ts';
import { linearRefusal } from './refusal.ts';
import { LINEAR, linearSettings } from './settings.ts';

/** Issues and agent sessions of Linear. */
export const linear: SourceDefinition = {
  name: LINEAR,
  title: 'Issues and agent sessions of Linear teams',
  baseUrl: 'https://api.linear.app',
  auth: {
    secret: 'LINEAR_API_KEY',
    needs: 'a personal API key, or `Bearer` and an OAuth token, that may read the teams',
    header: (secret) => ({ authorization: secret }),
  },
  settings: linearSettings,
  refusalIn: linearRefusal,
  streams: [issues],
};
