import { anthropic } from './anthropic/index.ts';
import { openai } from './openai/index.ts';
import type { SourceDefinition } from './source.ts';

export const sources: readonly SourceDefinition[] = [anthropic, openai];
