import type { SourceDefinition } from './source.ts';

export const sources: readonly SourceDefinition[] = [];
