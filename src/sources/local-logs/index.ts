import { z } from 'zod';
import type { SourceDefinition } from '../source.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';

/** Session logs that coding agents write on this machine: tokens without money, and without any content. */
export const localLogs: SourceDefinition = {
  name: 'local-logs',
  title: 'Session logs of Claude Code and Codex on this machine',
  settings: z.object({
    path: z.string('name a folder or a .jsonl file').optional(),
    actor: z.string('write the e-mail or login of the person whose logs these are').optional(),
    billing_account: z.string('write the account the usage is billed to').optional(),
  }),
  streams: [claudeCode, codex],
};
