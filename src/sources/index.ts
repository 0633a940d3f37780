import { anthropic } from './anthropic/index.ts';
import type { SourceDefinition } from './source.ts';

export const sources: readonly SourceDefinition[] = [anthropic];
