import type { SourceDefinition } from '../source.ts';
import { claudeCode } from './claude-code.ts';
import { costReport } from './cost-report.ts';
import { apiKeys, users, workspaces } from './directory.ts';
import { messagesUsage } from './messages-usage.ts';
import { ANTHROPIC, anthropicSettings } from './request.ts';

/** Anthropic's organisation API: tokens, billed money, Claude Code by person, names. See docs/sources/anthropic.md. */
export const anthropic: SourceDefinition = {
  name: ANTHROPIC,
  title: 'Anthropic API usage, cost report and Claude Code analytics',
  baseUrl: 'https://api.anthropic.com',
  auth: { secret: 'ANTHROPIC_ADMIN_KEY', header: (secret) => ({ 'x-api-key': secret }) },
  settings: anthropicSettings,
  requestsPerMinute: 60,
  streams: [workspaces, apiKeys, users, messagesUsage, costReport, claudeCode],
};
