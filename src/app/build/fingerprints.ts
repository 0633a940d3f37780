import { type Fingerprint, type PlanFacts, type PlanStep, planBuild, WHOLE } from '../../core/dbt/plan.ts';
import type { Project, ProjectNode } from '../../core/dbt/project-types.ts';
import { sha256Hex } from '../../core/ids.ts';
import type { PeriodState } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import type { LakeInputs } from './lake-inputs.ts';
import { publishedMarts } from './mart-relation.ts';
import type { PublishedState } from './published-state.ts';

/** What planning a build reads. */
export interface PlanInput {
  readonly project: Project;
  readonly inputs: LakeInputs;
  readonly published: PublishedState;
  readonly states: ReadonlyMap<string, PeriodState>;
  /** Config that is not landed, as text: switches of tokenledger.yaml. */
  readonly config: string;
  readonly ruleVersion: string;
}

/** Hashes are told apart by 16 of their 64 digits: the published state holds thousands of them. */
const short = (text: string) => sha256Hex(text).slice(0, 16);

/** Windows a mart of a period is built from: the period's own and the newest snapshots, or what it is pinned to. */
export function windowsOf(inputs: LakeInputs, period: string): readonly ManifestEntry[] {
  const pinned = inputs.pinned?.get(period);
  if (pinned !== undefined) return pinned;
  const own = period === WHOLE ? [...inputs.periods.values()].flat() : (inputs.periods.get(period) ?? []);
  return [...own, ...inputs.snapshots];
}

/** What a build of the lake as it is now would do and why; pure. No clock and no run id is in any hash. */
export function planMarts(input: PlanInput): PlanStep[] {
  const { project, inputs, states, published } = input;
  const stored = new Set(publishedMarts(project).map((m) => m.name));
  const macros = [...project.macros.values()].map((m) => `${m.name}\n${m.text}`).sort();
  const macroHash = short(macros.join('\n'));
  const sql = new Map([...project.nodes.values()].map((node) => [node.name, short(`${macroHash}\n${textOf(node)}`)]));
  const contents = new Map<string, Map<string, string>>();
  const facts: PlanFacts = {
    periods: [...inputs.periods.keys()].sort(),
    sqlHash: (model) => sql.get(model)!,
    contentHash: (name, period) => {
      const node = project.nodes.get(name)!;
      if (node.kind === 'seed') return sql.get(name)!;
      if (name === 'raw.config_period_state') return stateHash(states, period);
      const known = contents.get(period) ?? contentHashes(windowsOf(inputs, period));
      contents.set(period, known);
      return known.get(name.slice('raw.'.length)) ?? 'none';
    },
    configHash: short(input.config),
    ruleVersion: input.ruleVersion,
    isStored: (model) => stored.has(model),
    published: (model, period): Fingerprint | undefined => published.marts[model]?.[period]?.fingerprint,
    closed: new Set([...states.values()].filter((s) => s.state === 'closed').map((s) => s.period)),
  };
  return planBuild(project, facts);
}

/** True for a planned step that has work to do. */
export function isStale(step: PlanStep): boolean {
  return step.state !== 'unchanged' && step.state !== 'closed';
}

function textOf(node: ProjectNode): string {
  const types = node.columns.map((c) => `${c.name} ${c.type ?? ''}`).join('\n');
  const { key, clusterBy } = node.config;
  const layout = clusterBy.length === 0 ? key.join(' ') : `${key.join(' ')} by ${clusterBy.join(' ')}`;
  return node.kind === 'source' ? types : `${node.text}\n${types}\n${layout}`;
}

/** Content hash per table over windows; which run delivered a content is left out on purpose. */
function contentHashes(windows: readonly ManifestEntry[]): Map<string, string> {
  const lines = new Map<string, string[]>([['ingest_coverage', []]]);
  for (const w of windows) {
    const own = lines.get(w.table) ?? [];
    lines.set(w.table, own);
    own.push([w.source, w.connection, w.stream, w.dt, w.status, w.content_hash].join(' '));
  }
  return new Map([...lines].map(([table, own]) => [table, short(own.sort().join('\n'))]));
}

function stateHash(states: ReadonlyMap<string, PeriodState>, period: string): string {
  const rows = [...states.values()].filter((s) => period === WHOLE || s.period === period);
  return short(
    JSON.stringify(
      rows.map(({ period: p, state, priced_as_of }) => [p, state === 'closed' ? 'provisional' : state, priced_as_of]),
    ),
  );
}
