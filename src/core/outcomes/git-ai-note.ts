import { type AiTrace, gitAiNoteKey, sessionRefHash } from './ai-traces.ts';

interface Agent {
  readonly tool: string | null;
  readonly id: string | null;
  readonly model: string | null;
}

/**
 * Sessions of a git-ai note (`refs/notes/ai`) with the lines each wrote: attestation lines (a path, then indented
 * `key ranges`), `---`, and JSON that names the agent of each key. Null when the text is no such note.
 */
export function gitAiTraces(note: string): AiTrace[] | null {
  const [attested, ...rest] = note.split(/^---\s*$/m);
  if (rest.length === 0) return null;
  let agents: Map<string, Agent>;
  try {
    agents = agentsOf(JSON.parse(rest.join('---')));
  } catch {
    return null; // not JSON: some other tool's note
  }
  const lines = new Map<string, number>([...agents.keys()].map((key) => [key, 0]));
  for (const line of attested!.split('\n')) {
    const [, key, ranges] = /^\s+(\S+)\s+([\d,\s-]+)$/.exec(line) ?? [];
    if (key === undefined || ranges === undefined) continue;
    const session = key.split('::')[0]!;
    lines.set(session, (lines.get(session) ?? 0) + linesIn(ranges));
  }
  return [...lines].map(([key, aiLines]): AiTrace => {
    const agent = agents.get(key);
    const known = agent?.id != null;
    return {
      kind: 'note',
      tool: agent?.tool ?? null,
      model: agent?.model ?? null,
      sessionRefHash: known ? sessionRefHash(agent.id!) : null,
      sessionNoteKey: known && agent.tool !== null ? gitAiNoteKey(agent.tool, agent.id!) : key,
      aiLines,
      confidenceBp: 10_000,
    };
  });
}

function agentsOf(metadata: unknown): Map<string, Agent> {
  const agents = new Map<string, Agent>();
  if (typeof metadata !== 'object' || metadata === null) return agents;
  const { prompts, sessions } = metadata as { prompts?: unknown; sessions?: unknown };
  for (const group of [prompts, sessions]) {
    if (typeof group !== 'object' || group === null) continue;
    for (const [key, value] of Object.entries(group)) {
      const { tool, id, model } = (value as { agent_id?: Record<string, unknown> } | null)?.agent_id ?? {};
      const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : null);
      agents.set(key, { tool: text(tool), id: text(id), model: text(model) });
    }
  }
  return agents;
}

/** Lines in `1-10,15`: 11. */
function linesIn(ranges: string): number {
  return ranges.split(',').reduce((sum, range) => {
    const [from, to] = range.trim().split('-').map(Number);
    if (from === undefined || Number.isNaN(from)) return sum;
    return sum + (to === undefined || Number.isNaN(to) ? 1 : Math.max(0, to - from + 1));
  }, 0);
}
