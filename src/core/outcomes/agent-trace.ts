import { type AiTrace, bareSessionId, sessionRefHash } from './ai-traces.ts';

interface TraceRecord {
  readonly vcs?: { readonly revision?: unknown };
  readonly tool?: { readonly name?: unknown };
  readonly files?: readonly {
    readonly conversations?: readonly {
      readonly url?: unknown;
      readonly contributor?: { readonly type?: unknown; readonly model_id?: unknown };
      readonly ranges?: readonly { readonly start_line?: unknown; readonly end_line?: unknown }[];
    }[];
  }[];
}

/**
 * Conversations of an Agent Trace record (v0.1) with the lines AI wrote in each, and the commit they stand on. Null when
 * the record names no commit or is no such record.
 */
export function agentTraces(record: unknown): { readonly sha: string; readonly traces: AiTrace[] } | null {
  if (typeof record !== 'object' || record === null) return null;
  const { vcs, tool, files } = record as TraceRecord;
  if (typeof vcs?.revision !== 'string' || !Array.isArray(files)) return null;
  const name = typeof tool?.name === 'string' ? tool.name.toLowerCase().replace(/[^a-z0-9]+/g, '_') : null;
  const found = new Map<string, { model: string | null; lines: number; url: string | null }>();
  for (const file of files as NonNullable<TraceRecord['files']>) {
    for (const conversation of file.conversations ?? []) {
      const { url, contributor, ranges } = conversation;
      if (contributor?.type !== 'ai' && contributor?.type !== 'mixed') continue;
      const address = typeof url === 'string' && url !== '' ? url : null;
      const model = typeof contributor.model_id === 'string' ? contributor.model_id : null;
      const lines = (ranges ?? []).reduce((sum, { start_line: a, end_line: b }) => {
        return typeof a === 'number' && typeof b === 'number' && b >= a ? sum + (b - a + 1) : sum;
      }, 0);
      const key = address ?? `model ${model}`;
      const earlier = found.get(key);
      found.set(key, { model, url: address, lines: (earlier?.lines ?? 0) + lines });
    }
  }
  const traces = [...found.values()].map(
    ({ model, url, lines }): AiTrace => ({
      kind: 'trace',
      tool: name,
      model,
      sessionRefHash: url === null ? null : sessionRefHash(bareSessionId(url)),
      aiLines: lines,
      confidenceBp: 10_000,
    }),
  );
  return { sha: vcs.revision.toLowerCase(), traces };
}
