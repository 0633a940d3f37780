import { anthropic } from './anthropic.ts';
import { aws } from './aws.ts';
import { cursor } from './cursor.ts';
import { github } from './github.ts';
import { githubCopilot } from './github-copilot.ts';
import { jira } from './jira.ts';
import { linear } from './linear.ts';
import { modelGateway } from './model-gateway.ts';
import { openai } from './openai.ts';
import { pagerduty } from './pagerduty.ts';
import type { SimVendor } from './vendor.ts';
import { zendesk } from './zendesk.ts';

/** Every simulated vendor. A new one is a file of its own and a line here. */
export const simVendors: readonly SimVendor[] = [
  anthropic,
  openai,
  aws,
  githubCopilot,
  cursor,
  modelGateway,
  github,
  jira,
  linear,
  zendesk,
  pagerduty,
];
