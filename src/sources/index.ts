import { anthropic } from './anthropic/index.ts';
import { awsCostExplorer } from './aws-cost-explorer/index.ts';
import { cursor } from './cursor/index.ts';
import { focus } from './focus/index.ts';
import { github } from './github/index.ts';
import { invoices } from './invoices.ts';
import { jira } from './jira/index.ts';
import { linear } from './linear/index.ts';
import { localGit } from './local-git/index.ts';
import { localLogs } from './local-logs/index.ts';
import { openai } from './openai/index.ts';
import { outcomes } from './outcomes/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { seats } from './seats.ts';
import { sessionEvents } from './session-events/index.ts';
import type { SourceDefinition } from './source.ts';
import { zendesk } from './zendesk/index.ts';

export const sources: readonly SourceDefinition[] = [
  anthropic,
  openai,
  awsCostExplorer,
  focus,
  localLogs,
  sessionEvents,
  localGit,
  github,
  jira,
  linear,
  zendesk,
  pagerduty,
  cursor,
  outcomes,
  invoices,
  seats,
];
