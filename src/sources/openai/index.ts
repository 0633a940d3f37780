import type { SourceDefinition } from '../source.ts';
import { completions } from './completions.ts';
import { costs } from './costs.ts';
import { projectKeys, projects, users } from './directory.ts';
import {
  audioSpeeches,
  audioTranscriptions,
  codeInterpreterSessions,
  embeddings,
  images,
  moderations,
  vectorStores,
} from './other-usage.ts';
import { OPENAI, openaiSettings } from './request.ts';

/** OpenAI's organisation API: usage of every product, billed money, names. See docs/sources/openai.md. */
export const openai: SourceDefinition = {
  name: OPENAI,
  title: 'OpenAI API usage and costs',
  baseUrl: 'https://api.openai.com',
  auth: { secret: 'OPENAI_ADMIN_KEY', header: (secret) => ({ authorization: `Bearer ${secret}` }) },
  settings: openaiSettings,
  requestsPerMinute: 60,
  streams: [
    projects,
    projectKeys,
    users,
    completions,
    embeddings,
    moderations,
    images,
    audioSpeeches,
    audioTranscriptions,
    vectorStores,
    codeInterpreterSessions,
    costs,
  ],
};
