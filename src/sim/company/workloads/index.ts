import { claudeWorkloads } from './claude.ts';
import { cloudWorkloads } from './cloud.ts';
import { gptWorkloads } from './gpt.ts';
import type { Workload, WorkloadOddities } from './workload.ts';

/** Every workload of the company; the odd ones only where switched on. */
export const makeWorkloads = (odd: WorkloadOddities): Workload[] => [
  ...claudeWorkloads(odd),
  ...gptWorkloads(odd),
  ...cloudWorkloads(odd),
];
